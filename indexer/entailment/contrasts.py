"""A claim -> the same claim the other way round, for learning what a "tidak" does.

Who supports a claim opposes its contrary, and the other way round, so the label of a pair is known without reading the text
(counterfactual augmentation: Kaushik et al. 2020, ICLR). Only claims with a single place to turn are turned.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace

from indexer.entailment.pairs import Pair

# word -> what stands in its place; "+" goes behind the word, "-" before it, "" takes it out
_TURNS = {
    "tidak": "", "bukan": "adalah", "belum": "sudah", "sudah": "belum", "telah": "belum", "menolak": "mendukung",
    "mendukung": "menolak", "gagal": "berhasil", "berhasil": "gagal", "perlu": "-tidak", "harus": "-tidak", "wajib": "-tidak",
    "boleh": "-tidak", "dapat": "-tidak", "bisa": "-tidak", "mampu": "-tidak", "layak": "-tidak", "patut": "-tidak",
    "akan": "-tidak", "aman": "-tidak", "cukup": "-tidak", "setuju": "-tidak", "sebaiknya": "+tidak", "semestinya": "+tidak",
    "seharusnya": "+tidak", "should": "+not", "must": "+not", "will": "+not", "can": "+not", "is": "+not", "are": "+not",
    "was": "+not", "not": "",
}  # fmt: skip

_PLACE = re.compile(rf"\b(?:{'|'.join(_TURNS)}|jangan|tanpa|masih|without|no|never)\b", re.I)
"""Where a claim can be turned, and what makes a second such place uncertain."""

_DENIALS = ("Tidak benar bahwa {}", "Keliru bahwa {}", "Tidak tepat kalau dikatakan {}")


def turned(claim: str) -> str | None:
    """Return the contrary of a claim, None where it has no place, or several, at which it can be turned."""
    places = list(_PLACE.finditer(claim))
    if len(places) != 1:
        return None
    word = places[0][0]
    turn = _TURNS.get(word.lower())
    if turn is None:
        return None
    if turn.startswith("+"):
        new = f"{word} {turn[1:]}"
    elif turn.startswith("-"):
        new = f"{turn[1:]} {word.lower()}"
    else:
        new = turn
    words = " ".join(f"{claim[: places[0].start()]}{new}{claim[places[0].end() :]}".split())
    return words[:1].upper() + words[1:]


def denied(claim: str, chance: random.Random) -> str:
    """Return a sentence that denies the claim as a whole."""
    return chance.choice(_DENIALS).format(claim[:1].lower() + claim[1:] if not claim[:2].isupper() else claim)


def contrasts(pairs: Iterable[Pair], turning: float, denying: float, chance: random.Random) -> list[Pair]:
    """Return pairs about contraries: of the claims that can be turned, the share `turning`; of all, the share `denying`."""
    found = []
    for pair in pairs:
        other = turned(pair.claim)
        if other is not None and chance.random() < turning:
            found.append(replace(pair, claim=other, stance=pair.contrary))
        elif chance.random() < denying:
            found.append(replace(pair, claim=denied(pair.claim, chance), stance=pair.contrary))
    return found
