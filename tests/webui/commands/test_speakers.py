"""`kutipan speakers` and `kutipan review` on a small store, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.documents import prepare
from corpus.errors import ConfigurationError, KutipanError
from corpus.records import Attribution, RawDocument
from corpus.settings import Settings
from corpus.store import Fault, Store
from indexer import register
from indexer.annotate import Labeller, annotate
from indexer.pipeline import import_quotations
from tests.corpus.statements import Saying, read_again, statement
from webui.commands.speakers import review, speakers


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path)
    said = [
        ("a", "Sekarlaya Turonggo", "Bupati", "Agam", 0.9),
        ("b", "Sekarlaya Turonggo", "Bupati", "Sidoarjo", 0.4),
        ("c", "Bank Wening (BW)", None, None, 0.95),
    ]
    with Store.open(settings.store_address) as store:
        for document, name, role, affiliation, confidence in said:
            who = Attribution(speaker=name, role=role, affiliation=affiliation, confidence=confidence, rule="named")
            store.put(read_again(statement(document, [Saying(f"Pernyataan {document}.")]), "1", attribution=who))
        register.resolve(store)
    return settings


def run(settings: Settings, command: str, *arguments: str) -> Result:
    result = CliRunner().invoke({"speakers": speakers, "review": review}[command], arguments, obj=settings)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def identities(settings: Settings) -> list[str]:
    return [row["id"] for row in json.loads(run(settings, "speakers", "list", "--format", "json").stdout)]


def test_list_finds_by_words_and_kind(settings: Settings) -> None:
    listed = run(settings, "speakers", "list", "turonggo").stdout.splitlines()
    assert len(listed) == 2
    assert all("Sekarlaya Turonggo" in line for line in listed)
    assert run(settings, "speakers", "list", "--kind", "institution").stdout.split()[:2] == ["1", "bank-wening-bw"]


def test_show_has_spellings_and_offices_with_days(settings: Settings) -> None:
    shown = json.loads(run(settings, "speakers", "show", "sekarlaya-turonggo", "--format", "json").stdout)
    assert shown["spellings"] == {"Sekarlaya Turonggo": 1}
    assert [(office["role"], office["first"]) for office in shown["offices"]] == [("Bupati", "2031-05-07")]
    assert "Bupati, Agam, since 2031-05 (1)" in run(settings, "speakers", "show", "sekarlaya-turonggo").stdout


def test_merge_split_rename_and_resolve(settings: Settings) -> None:
    one, other = sorted(each for each in identities(settings) if each.startswith("sekarlaya"))
    assert f"one speaker: {one}" in run(settings, "speakers", "merge", one, other, "--why", "pindah").stderr
    assert "is called Sekar Turonggo" in run(settings, "speakers", "rename", one, "Sekar Turonggo").stderr
    parted = run(settings, "speakers", "split", one, "--document", "b", "--who", "sari").stderr
    assert parted.count(": 1 quotations") == 2
    assert "0 quotations show another speaker now" in run(settings, "speakers", "resolve").stderr
    with Store.open(settings.store_address) as store:
        assert [decision.action.value for decision in store.decisions()] == ["merge", "rename", "split"]
        assert store.decisions()[-1].who == "sari"


def test_review_lists_the_doubtful_with_the_passage_and_takes_a_correction(settings: Settings) -> None:
    listed = json.loads(run(settings, "review", "--format", "json").stdout)
    assert (listed["confidence"], listed["speaker"]) == (0.4, "Sekarlaya Turonggo")
    assert ">>Pernyataan b.<<" in run(settings, "review").stdout
    run(settings, "review", listed["id"], "--speaker", "Dul Karim", "--role", "Camat", "--why", "salah orang")
    assert run(settings, "review").stdout == ""
    with Store.open(settings.store_address) as store:
        view = store.quotation(listed["id"])
    assert (view.speaker, view.speaker_id, view.role, view.rule) == ("Dul Karim", "dul-karim", "Camat", "corrected")


def test_review_withdraws_what_is_no_quotation(settings: Settings) -> None:
    listed = json.loads(run(settings, "review", "--format", "json").stdout)
    run(settings, "review", listed["id"], "--not-a-quotation")
    with Store.open(settings.store_address) as store:
        assert store.withdrawal(listed["id"]) is not None


def test_undoing_a_merge_gives_both_their_ids_back(settings: Settings) -> None:
    one, other = sorted(each for each in identities(settings) if each.startswith("sekarlaya"))
    run(settings, "speakers", "merge", one, other, "--why", "pindah", "--who", "sari")
    assert other not in identities(settings)
    assert "decision 1 taken back; 1 quotations" in run(settings, "speakers", "undo", "1", "--who", "budi").stderr
    assert {one, other} <= set(identities(settings))
    (made,) = map(json.loads, run(settings, "speakers", "decisions", "--format", "json").stdout.splitlines())
    assert (made["number"], made["action"], made["about"], made["who"]) == (1, "merge", ["sekarlaya-turonggo"], "sari")
    assert made["revoked"]["who"] == "budi"
    assert "taken back (budi" in run(settings, "speakers", "decisions").stdout


ARTICLE = (
    "TELAGA JINGGA - Bupati Telaga Jingga Sekarlaya Turonggo mengatakan, “Kotak suara sudah tersimpan di gudang kecamatan.” "
    "“Warga boleh melihatnya setiap hari kerja,” ujar Sekarlaya Turonggo."
)


def test_review_takes_a_correction_back_and_reads_the_document_anew(settings: Settings) -> None:
    with Store.open(settings.store_address) as store:
        found = annotate(prepare(RawDocument(location="d", id="d", text=ARTICLE)), Labeller.load())
        store.put(found)
        register.resolve(store)
        before = store.quotations_of("d")
    wrong, renamed = before[0].id, before[1].id
    run(settings, "review", wrong, "--not-a-quotation", "--who", "sari", "--why", "judul")
    run(settings, "review", renamed, "--speaker", "Dul Karim", "--role", "")
    listed = [json.loads(line) for line in run(settings, "review", "--corrections", "--format", "json").stdout.splitlines()]
    assert [(each["number"], each["quotation"]) for each in listed] == [(2, renamed), (1, wrong)]
    assert "correction 1 taken back" in run(settings, "review", "--undo", "1", "--why", "memang diucapkan").stderr
    with Store.open(settings.store_address) as store:
        assert [view.id for view in store.quotations_of("d")] == [wrong, renamed]
        assert store.quotation(renamed).speaker == "Dul Karim"
    run(settings, "review", "--undo", "2")
    with Store.open(settings.store_address) as store:
        assert store.quotations_of("d") == before
    shown = run(settings, "review", "--corrections").stdout
    assert shown.count("taken back") == 2
    assert "memang diucapkan" in shown


def test_review_takes_a_correction_of_an_imported_quotation_back(settings: Settings) -> None:
    labeller = Labeller.load()
    with Store.open(settings.store_address) as store:
        raw = RawDocument(location="q", id="q1", text="Kotak suara sudah tersimpan.", speaker="Sekarlaya Wening")
        import_quotations([raw], store, labeller)
        before = store.quotation("q1")
    run(settings, "review", "q1", "--speaker", "Dul Karim")
    run(settings, "review", "q1", "--not-a-quotation")
    for number in ("1", "2"):
        run(settings, "review", "--undo", number)
    with Store.open(settings.store_address) as store:
        assert store.quotation("q1") == before


def reported(settings: Settings) -> tuple[str, list[int]]:
    with Store.open(settings.store_address) as store:
        (view,) = store.quotations_of("b")
        numbers = [
            store.report(view.id, Fault.SPEAKER, speaker="Dul Karim", role="Camat", message="lihat\x1b[31m judulnya").number,
            store.report(view.id, Fault.OTHER, message="acaranya lain").number,
        ]
    return view.id, numbers


def test_review_lists_reports_and_decides_on_them(settings: Settings) -> None:
    id, (first, second) = reported(settings)
    listed = run(settings, "review", "--reports").stdout
    assert f"{id}  speaker, speaker: Dul Karim, role: Camat" in listed
    assert "recorded: Sekarlaya Turonggo, Bupati" in listed
    assert "\x1b" not in listed, "a report cannot command a terminal"
    rows = [json.loads(line) for line in run(settings, "review", "--reports", "--format", "json").stdout.splitlines()]
    assert [row["number"] for row in rows] == [first, second]
    assert rows[0]["right"] == {"speaker": "Dul Karim", "role": "Camat"}
    assert "corrected" in run(settings, "review", "--accept", str(first), "--who", "sari").stderr
    assert "rejected" in run(settings, "review", "--reject", str(second), "--who", "sari", "--why", "tidak terbukti").stderr
    assert run(settings, "review", "--reports").stdout == ""
    with Store.open(settings.store_address) as store:
        assert store.quotation(id).speaker == "Dul Karim"


def test_review_accepts_a_report_with_something_better(settings: Settings) -> None:
    id, (first, _) = reported(settings)
    run(settings, "review", "--accept", str(first), "--speaker", "Abdul Karim")
    with Store.open(settings.store_address) as store:
        assert (store.quotation(id).speaker, store.quotation(id).role) == ("Abdul Karim", "Camat")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--undo", "1", "--corrections"), id="two things at once"),
        pytest.param(("--role", "Camat"), id="of which quotation?"),
        pytest.param(("--not-a-quotation",), id="what is none?"),
    ],
)
def test_review_asks_for_what_is_missing(settings: Settings, arguments: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match="QUOTATION-ID"):
        run(settings, "review", *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("speakers", "show", "siapa"), id="unknown speaker"),
        pytest.param(("speakers", "merge", "siapa", "saja"), id="unknown speakers"),
        pytest.param(("review", "tidakada", "--role", "Camat"), id="unknown quotation"),
    ],
)
def test_what_is_not_there_teaches(settings: Settings, arguments: tuple[str, ...]) -> None:
    with pytest.raises(KutipanError, match=r"there is no speaker|is not in the store"):
        run(settings, *arguments)
