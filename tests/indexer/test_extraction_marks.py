from __future__ import annotations

import pytest

from indexer.extraction.marks import find

CASES = [
    # text, what stands between marks, reason
    ('"Ya," kata A. "Tidak," kata B.', ["Ya", "Tidak"], "straight marks, trailing comma left out"),
    ("“Ya.” “Tidak!”", ["Ya.", "Tidak!"], "curly marks, end marks kept"),
    ("„Ya”", ["Ya"], "low and high marks"),
    ("”Ya, benar,” kata A", ["Ya, benar"], "the same mark on both sides"),
    ("‘’Ya, benar,’’kata A", ["Ya, benar"], "two single marks"),
    ("«Ya»", ["Ya"], "angle marks"),
    ('""Ya, benar,"" kata A', ["Ya, benar"], "doubled marks"),
    ('"Ia bilang "ya" tadi," kata A', ['Ia bilang "ya" tadi'], "a nested stretch belongs to the outer one"),
    ('"Ya, benar, kata A.', ["Ya, benar"], "no closing mark: up to the speech verb"),
    ('Ya, benar," kata A.', ["Ya, benar"], "no opening mark: from the start of the paragraph"),
    ('"Satu.\n\n"Dua," kata A', ["Satu.", "Dua"], "a paragraph that the next one continues"),
    ("'Kami berterima kasih,' kata A", ["Kami berterima kasih"], "single marks before a speech verb"),
    ("Ma'ruf dan Jum'at", [], "apostrophes are no marks"),
    ('pipa 3" dan 4" saja', [], "inches are no marks"),
    ("�Kami siap,� ujar A", ["Kami siap"], "marks lost in decoding"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "inside", "reason"), CASES, ids=[case[2] for case in CASES])
def test_find(text: str, inside: list[str], reason: str) -> None:
    assert [text[stretch.start : stretch.end] for stretch in find(text)] == inside


def test_a_continued_paragraph_says_so() -> None:
    first, second = find('"Satu.\n\n"Dua," kata A')
    assert first.continued
    assert not second.continued
