"""Quotations get the topics that they say something about."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from indexer.phrases import tokens
from indexer.topics import SHIPPED, TopicSet, points_back
from indexer.topics_file import Example

TOPICS = TopicSet.load()

ASSIGNED = [
    ("Persatuan dan kesatuan harus kita rawat bersama", "unity", "the plain words"),
    ("Warga Dusun Air Putih hidup berdampingan walau berbeda agama", "unity", "no word of the topic's name"),
    ("Rukun tetangga kami menagih iuran ronda", "", "a neighbourhood unit is not harmony"),
    ("Tidak ada toleransi bagi pelanggar lalu lintas", "", "tolerance of offences"),
    ("Mesin dan roda itu satu kesatuan", "", "a whole"),
    ("Kami membangun kantor Badan Kesatuan Bangsa dan Politik yang baru", "", "the name of an office"),
    ("Para atlet menjaga kekompakan dan persaudaraan di lapangan", "", "team spirit is another subject"),
    ("KPU menyiapkan 300 kotak suara untuk pilkada", "elections", "bodies and objects of elections"),
    ("Suara mesin mobil itu mengganggu tidur warga", "", "another voice"),
    ("Calon jemaah haji berangkat Senin", "", "another candidate"),
    ("Jangan percaya pesan berantai yang belum jelas kebenarannya", "misinformation", "no word hoax"),
    ("Petugas menemukan uang palsu di pasar", "", "counterfeits are not news"),
    ("Isu strategis daerah kita adalah air bersih", "", "an issue, not a rumour"),
    (
        "Hoaks soal surat suara tercoblos sengaja disebar untuk memecah belah warga",
        "unity elections misinformation",
        "all three",
    ),
    ("National unity is not for sale", "unity", "a few English words"),
    ("Sungai meluap dan merendam dua dusun", "", "another subject"),
    ("", "", "nothing"),
    (" … !", "", "no words"),
]


@pytest.mark.parametrize(("text", "topics", "why"), ASSIGNED)
def test_topics_of_a_quotation(text: str, topics: str, why: str) -> None:
    assert " ".join(scored.topic for scored in TOPICS.assign(text)) == topics, why


def test_what_decided_is_shown_as_written() -> None:
    (scored,) = TOPICS.assign("Kerukunan warga jangan digadaikan")
    assert scored.terms == ("Kerukunan",)
    assert 0.5 <= scored.score <= 1


HARM = "Itu jelas merugikan warga"
FRAUD = "Yang curang pasti ketahuan"
CONTEXT = [
    (HARM, f"Kabar bohong itu menyebar sejak subuh. “{HARM},” ujarnya.", "misinformation", "a quotation that points back"),
    (HARM, f"“{HARM},” ujarnya. Kabar bohong menyebar sejak subuh.", "", "it does not point forward"),
    ("Kami memasak 400 nasi", "Kabar bohong itu menyebar. “Kami memasak 400 nasi,” katanya.", "", "a subject of its own"),
    (FRAUD, f"Pemungutan suara di TPS 4 diulang. “{FRAUD},” katanya.", "elections", "a little evidence is confirmed"),
    (FRAUD, f"Lomba memancing usai. “{FRAUD},” katanya.", "", "the same words elsewhere"),
]


@pytest.mark.parametrize(("text", "context", "topics", "why"), CONTEXT)
def test_context_helps_the_elliptical(text: str, context: str, topics: str, why: str) -> None:
    assert " ".join(scored.topic for scored in TOPICS.assign(text, context)) == topics, why


def test_a_context_that_is_only_the_quotation_changes_nothing() -> None:
    text = "Kerukunan warga jangan digadaikan"
    assert TOPICS.assign(text, text) == TOPICS.assign(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Itu tidak boleh dibiarkan", True), ("Hal tersebut sudah kami laporkan", True), ("Jalan itu rusak", True),
     ("Jalan desa rusak dan itu menyulitkan", False), ("", False)],
)  # fmt: skip
def test_points_back(text: str, expected: bool) -> None:
    assert points_back(tokens(text)) is expected


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_an_answer(text: str, context: str) -> None:
    for scored in TOPICS.assign(text, context + text):
        assert 0.5 <= scored.score <= 1


def test_more_of_the_same_word_is_no_more_evidence() -> None:
    assert TOPICS.assign("suara suara suara suaranya") == ()


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    copy = tmp_path / "topics.yaml"
    copy.write_bytes(SHIPPED.read_bytes())
    assert TopicSet.load(copy).version == TOPICS.version
    copy.write_bytes(SHIPPED.read_bytes() + b"\n# changed\n")
    assert TopicSet.load(copy).version != TOPICS.version


def test_a_topic_set_survives_the_way_to_another_process() -> None:
    text = "Jangan sebar hoaks soal pemilu"
    assert pickle.loads(pickle.dumps(TOPICS)).assign(text) == TOPICS.assign(text)


def test_an_unknown_topic_names_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="unity, elections, misinformation"):
        TOPICS["weather"]


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        TopicSet.load(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("topic", "example"), [(topic.id, example) for topic in TOPICS.topics for example in topic.examples], ids=str
)
def test_shipped_examples_are_assigned(topic: str, example: Example) -> None:
    found = {scored.topic for scored in TOPICS.assign(example.text)}
    assert (topic in found) is (example.stance is not None), example.text
