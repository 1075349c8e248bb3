"""Statements of public figures as spans."""

from __future__ import annotations

from evaluation import figures
from evaluation.records import Marked
from tests.evaluation.cases import article, quoted

TEXT = "“Kami siap,” kata Camat Danu Pramuja. “Air surut,” ujar Danu. Bupati Retno Kinasih menyusul. “Pulang,” katanya."


def marked(*labels: tuple[str, str]) -> Marked:
    spans, at = [], 0
    for words, label in labels:
        at = TEXT.index(words, at)
        spans.append((at, at + len(words), label))
        at += len(words)
    return Marked(id="a", text=TEXT, spans=tuple(spans))


GOLD = marked(
    ("Kami siap,", "STATEMENT"), ("kata", "CUE"), ("Camat", "ROLE"), ("Danu Pramuja", "PERSON"),
    ("Air surut,", "STATEMENT"), ("ujar", "CUE"), ("Danu", "PERSONCOREF"), ("Bupati", "ROLE"), ("Retno Kinasih", "PERSON"),
    ("Pulang,", "STATEMENT"), ("katanya", "CUECOREF"),
)  # fmt: skip


def test_scores() -> None:
    found = article(
        quoted("Kami siap", "Danu Pramuja", role="Camat", official=True),
        quoted("Air surut", "Danu Pramuja", official=True),
        quoted("tidak ada", "Danu"),
    )
    scores = figures.score([GOLD], [found])
    assert (scores["n_statements"], scores["n_pred"]) == (3, 3)
    assert scores["statement.R"] == scores["statement.P"] == 2 / 3
    assert scores["statement.official.P"] == 1
    assert scores["n_named"] == 2, "the person after a short name belongs to the next sentence, and is counted all the same"
    assert scores["speaker.named.accuracy"] == 0.5
    assert scores["n_beside"] == 1
    assert scores["speaker.beside.accuracy"] == scores["office.beside.tokenF1"] == 1


def test_a_statement_is_found_once() -> None:
    found = article(quoted("Kami siap"), quoted("Kami siap"))
    assert figures.score([GOLD], [found])["statement.P"] == 0.5


def test_pairs_are_those_whose_own_speaker_is_marked() -> None:
    found = article(quoted("Kami siap", "Danu"), quoted("Air surut", "Danu"))
    assert [pair.gold.speaker for _, pair in figures.pairs([GOLD], [found])] == ["Danu Pramuja"]
