"""Two names in their equal spelling -> whether one can be a form of the other: shortened, with initials, by a slip."""

from __future__ import annotations

Name = tuple[str, ...]
"""The words of a name, each in the form in which its spellings are equal."""


def is_form(short: Name, full: Name) -> bool:
    """Tell whether a name can be a shorter one, one with initials or another spelling of a different one.

    Order is kept; at most one word is spelt differently (`near`).
    """
    if short == full or len(short) > len(full):
        return False
    return initials_fit(short, full, misspelt=1)


def initials_fit(short: Name, full: Name, misspelt: int = 0) -> bool:
    """Tell whether a name is another one with words left out or shortened to initials, the order kept.

    `misspelt`: how many of its words may be spelt differently.
    """
    at = 0
    # "Eko Budi H." is no longer form of "Budi Harto": an initial stands for a word of a name of the same length only.
    stands_for = _stands_for if len(short) == len(full) else _begins
    for word in short:
        found = next((place for place in range(at, len(full)) if stands_for(word, full[place])), None)
        if found is None and misspelt:
            found = next((place for place in range(at, len(full)) if near(word, full[place])), None)
            misspelt -= 1
        if found is None:
            return False
        at = found + 1
    return True


def _begins(word: str, full: str) -> bool:
    return word == full or (len(word) == 1 and full.startswith(word))


def _stands_for(word: str, full: str) -> bool:
    return _begins(word, full) or _begins(full, word)


def near(left: str, right: str) -> bool:
    """Tell whether two words can be one by a slip: one letter in five or more, or letters that changed places."""
    a, b = sorted((left, right), key=len)
    if len(a) < 5 or len(b) - len(a) > 1 or a == b:
        return False
    if len(a) == len(b) and a[0] == b[0] and sorted(a) == sorted(b):
        return True
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[start + (len(a) == len(b)) :] == b[start + 1 :]
