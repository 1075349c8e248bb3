"""How much a name and an office tell: whether so many people bear it, whether two offices can be one person's."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from indexer.extraction import lexicon
from indexer.register import names
from indexer.register.forms import Name
from indexer.register.offices import ENOUGH, Office, Weights, conflict

# A name of two words is common when so many names could be made of how often each of them is used in the store: the product
# of how many names hold each. "Purbaya Sadewa" has 1, "Budi Santoso" some 1,200 among 5,000 names.
_COMMON = 300
# Weight of what two offices may have beside each other to be one in the eyes of a name of one word, or of a common one: the
# chiefs of two police sectors share three words, and the fourth says that they are two.
_SLIGHT, MODEST = 2.0, 4.0
# From this weight on an office is one in two spellings ("Direktur Lalu Lintas Polda X", "Dirlantas Polda X"), though each
# has words beside the other that weigh this share of what they have in common.
_CERTAIN, _BESIDE = 10.0, 0.4
# A single word is telling only if next to no longer name holds it.
_TELLING_MONONYM = 1
# A name of three words or more is shared by two people of one store once in thousands.
_FULL = 3


class Evidence:
    """What a store's names and offices tell about each other: rare ones much, common ones little."""

    def __init__(self, offices: Mapping[Name, Iterable[Office]]) -> None:
        """Take the offices in which each name is seen, names without any included."""
        self._bearers: Counter[str] = Counter(word for name in offices if len(name) > 1 for word in set(name))
        self._weights = Weights(offices.values())

    def is_common(self, name: Name) -> bool:
        """Tell whether two bearers of a name are probably two people."""
        if len(name) >= _FULL or name in names.figures():
            return False
        return len(name) == 1 or self.count(name) >= _COMMON

    def count(self, name: Name) -> int:
        """Return how many names could be made of the words of this one; 0 for one that is nobody else's."""
        flags = lexicon.indonesian().flags
        if len(name) >= _FULL or name in names.figures():
            return 0
        return math.prod(self._bearers[word] + (3 if flags.get(word, 0) & lexicon.NAME else 0) for word in name)

    def is_telling_word(self, word: str) -> bool:
        """Tell whether a single word is as good as a full name."""
        flags = lexicon.indonesian().flags
        return self._bearers[word] <= _TELLING_MONONYM and len(word) > 4 and not flags.get(word, 0) & lexicon.NAME

    def one_office(self, left: Office, right: Office, words: int, enough: float = ENOUGH) -> bool:
        """Tell whether two offices are one, beside a name of so many words that both have in common."""
        if left.private != right.private:
            return False
        shared = self._weights.shared(left, right)
        if words == 1:
            apart = self.apart(left, right)
            if len(left.words & right.words) < 2 or apart > max(_SLIGHT, shared * _BESIDE if shared >= _CERTAIN else 0):
                return False
        return shared >= enough

    def apart(self, left: Office, right: Office) -> float:
        """Return how much each of two offices has beside the other."""
        return self._weights.apart(left, right)

    def alike(self, left: Iterable[Office], right: Iterable[Office]) -> bool:
        """Tell whether any two offices have anything in common that tells."""
        others = list(right)
        return any(self._weights.shared(a, b) > 0 for a in left for b in others)

    def weight(self, held: Office) -> float:
        """Return how much an office tells by itself."""
        return sum(self._weights[word] for word in held.words)


def clash(left: Iterable[Office], right: Iterable[Office], common: bool) -> bool:
    """Tell whether any two offices can hardly be one person's; `common`: beside a name that many bear."""
    others = list(right)
    # The police, the forces and prosecutors send the same person to one region after another.
    return any(conflict(a, b) and (common or not (a.moving and b.moving)) for a in left for b in others)
