"""What went wrong -> words for a reader: titles and advice in the reader's language, never a stack trace."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from corpus.errors import EncoderError, InvalidQuery, MailError, StoreError
from indexer.entailment.checks import MOST_CHARACTERS
from search.compare import FEWEST, MOST
from search.query import MAX_TEXT, Mode
from webui.language import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault: its title, what to do about it, the parameter at fault, and the mode in which a search still works."""

    title: str
    detail: str
    parameter: str | None = None
    mode: str | None = None


def invalid(error: InvalidQuery) -> Problem:
    """Return what is wrong with a search request."""
    name = error.parameter or ""
    known = {
        "text-too-long": gettext("Teks pencarian paling panjang %(most)s huruf: persingkatlah.", most=MAX_TEXT),
        "too-many-values": gettext("Terlalu banyak nilai untuk satu saringan (%(name)s): kurangi.", name=name),
        "too-few-words": gettext("Tulislah sedikitnya tiga kata dari kutipan yang diperiksa."),
        "claim-without-words": gettext(
            "Klaim itu tidak memuat kata: tulislah satu kalimat yang dapat didukung atau ditentang."
        ),
        "not-judged": gettext("Kutipan itu tidak ada di antara yang telah dinilai: nilailah lebih dalam."),
        "claim-too-long": gettext("Klaim paling panjang %(most)s huruf: tulislah satu kalimat saja.", most=MOST_CHARACTERS),
        "too-few-sides": gettext("Bandingkan paling sedikit %(few)s dan paling banyak %(most)s.", few=FEWEST, most=MOST),
        "too-many-sides": gettext("Bandingkan paling sedikit %(few)s dan paling banyak %(most)s.", few=FEWEST, most=MOST),
        "two-subjects": gettext(
            "Pakailah kata yang dicari atau klaim, bukan keduanya; dan yang dibandingkan jangan menjadi saringan juga."
        ),
        "no-such-side": gettext("Salah satu yang dibandingkan tidak ada dalam arsip ini: carilah namanya."),
        "bad-cursor": gettext("Alamat lanjutan daftar itu tidak terbaca: mulai lagi dari awal."),
        "not-a-date": gettext("Tanggal itu tidak terbaca: tulis seperti 2023, 2023-03, atau 2023-03-01."),
        "date-range-reversed": gettext("Tanggal akhir mendahului tanggal awal: tukar keduanya."),
        "not-a-number": gettext("Nilai %(name)s harus berupa bilangan.", name=name),
        "out-of-range": gettext("Nilai %(name)s di luar batas.", name=name),
    }
    if error.code.startswith("unknown-"):
        detail = gettext("Pilihan untuk %(name)s itu tidak ada: pilih dari daftar saringan.", name=name)
    else:
        detail = known.get(error.code, str(error))
    return Problem(title=gettext("Pencarian ini tidak dapat dijalankan."), detail=detail, parameter=error.parameter)


def for_error(error: Exception, status: int) -> Problem:
    """Return what to tell a reader about an error that became an HTTP status."""
    if isinstance(error, EncoderError):
        return Problem(
            title=gettext("Pencarian menurut makna sedang tidak dapat dijalankan"),
            detail=gettext("Modelnya tidak dapat dipakai. Pencarian menurut kata tetap berjalan: cari lagi di bawah ini."),
            mode=Mode.KEYWORD.value,
        )
    if isinstance(error, MailError):
        return Problem(
            title=gettext("Surat tidak dapat dikirim sekarang"),
            detail=gettext("Server surat tidak menerimanya. Coba lagi nanti, atau ikuti pencarian itu dengan pembaca umpan."),
        )
    if isinstance(error, StoreError):
        return Problem(
            title=gettext("Arsip sedang tidak terbaca"),
            detail=gettext("Basis datanya tidak dapat dibaca saat ini. Coba lagi sebentar lagi."),
        )
    return for_status(status)


def for_status(status: int) -> Problem:
    """Return what to tell a reader about an HTTP status."""
    if status == 404:
        return Problem(
            title=gettext("Halaman tidak ditemukan"),
            detail=gettext("Alamat ini tidak ada di sini. Periksa ejaannya, atau mulai dari pencarian."),
        )
    if status == 405:
        return Problem(
            title=gettext("Cara itu tidak dilayani"),
            detail=gettext("Halaman ini hanya dapat dibaca: bukalah alamatnya seperti biasa."),
        )
    if status == 429:
        return Problem(
            title=gettext("Terlalu banyak permintaan"),
            detail=gettext("Dari jaringan Anda datang terlalu banyak permintaan dalam waktu singkat. Tunggu sebentar."),
        )
    if status == 503:
        return Problem(
            title=gettext("Indeks belum siap"),
            detail=gettext(
                "Pencarian belum dapat dijalankan karena indeksnya belum ada, sedang dibangun, atau dibangun dengan "
                "pengaturan lain. Pengelola dapat membangunnya kembali dengan perintah kutipan index."
            ),
        )
    if 400 <= status < 500:
        return Problem(
            title=gettext("Permintaan tidak dapat dipahami"),
            detail=gettext("Permintaan ini tidak terbaca oleh server. Mulai lagi dari pencarian."),
        )
    return Problem(
        title=gettext("Ada yang rusak di sini"),
        detail=gettext("Kesalahan ini ada pada kami dan sudah dicatat. Coba lagi sebentar lagi."),
    )


def error_page(status: int, problem: Problem) -> ResponseReturnValue:
    """Return the page for a fault."""
    return render_template("problem.html", problem=problem, status=status), status
