"""Indonesian word formation: a root -> the words that are made of it.

"rukun" -> rukun, kerukunan, merukunkan ...; "tolak" -> menolak, ditolak, penolakan ... Generating forms from a few hundred
chosen roots is exact about those roots and costs one dictionary look-up a word afterwards; stemming every word of a text
(PySastrawi: 0.1 ms a new word) would be slower and conflates words whose roots coincide.

The rules are the nasal assimilations of meN-/peN- and the common confixes, as in any grammar of Indonesian. They generate
many forms that nobody uses, which does no harm: these match nothing.
"""

from __future__ import annotations

from functools import cache

CLITICS = ("nya", "ku", "mu", "lah", "kah", "pun", "tah")
"""What is written onto the end of a word without changing what the word is: possessives and particles."""

_PLAIN_PREFIXES = (
    "", "di", "ter", "ber", "be", "ke", "se", "per", "memper", "memer", "diper", "terper", "pemer", "keber", "keter",
    "kese", "ketidak", "pember", "member", "menye", "penye", "ketak",
)  # fmt: skip
_SUFFIXES = ("", "kan", "i", "an")

# First letters of a root -> (what meN-/peN- becomes, whether the letter is dropped). Letters that borrowed words may keep
# (mentaati beside menaati) stand twice.
_NASALS: tuple[tuple[str, str, bool], ...] = (
    ("lmnrwy", "", False),
    ("bfv", "m", False),
    ("p", "m", True),
    ("p", "m", False),
    ("cdjz", "n", False),
    ("t", "n", True),
    ("t", "n", False),
    ("s", "ny", True),
    ("s", "n", False),
    ("aeioughq", "ng", False),
    ("k", "ng", True),
    ("k", "ng", False),
)


@cache
def forms(root: str) -> frozenset[str]:
    """Return the lower-case words that a root can take by prefixes and suffixes, the root among them."""
    root = root.lower()
    beginnings = {prefix + root for prefix in _PLAIN_PREFIXES}
    for letters, nasal, dropped in _NASALS:
        if root[:1] and root[0] in letters:
            nasalised = nasal + (root[1:] if dropped else root)
            beginnings |= {"me" + nasalised, "pe" + nasalised, "sepe" + nasalised}
            if nasal:
                beginnings.add(nasalised)  # colloquial: nolak, nyebar, ngawal
    if len(root) <= 3:
        beginnings |= {"menge" + root, "penge" + root, "nge" + root}  # mengecek, pengecekan
    return frozenset(beginning + suffix for beginning in beginnings for suffix in _SUFFIXES)


def without_clitics(word: str) -> tuple[str, ...]:
    """Return the word and what is left of it without its final clitics, longest first: "isunyalah", "isunya", "isu"."""
    found = [word]
    while True:
        shorter = next(
            (word.removesuffix(clitic) for clitic in CLITICS if word.endswith(clitic) and len(word) > len(clitic) + 2), None
        )
        if shorter is None:
            return tuple(found)
        word = shorter
        found.append(word)
