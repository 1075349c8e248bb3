"""(text, claim) pairs -> token ids for the network, within the number of positions that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Tokenizer

from indexer.encoders.sentence import readable
from indexer.entailment.network import Encoded

MOST_TOKENS = 320
"""Tokens of a pair: the longest of 100,000 quotations of the field have 300 beside a claim of ordinary length."""

_SEPARATORS = 4  # <s> text </s></s> claim </s>


class PairTokenizer:
    """Reads each text and each claim once, however many pairs they are in."""

    def __init__(self, folder: Path) -> None:
        """Take the tokenizer of a model's folder."""
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._first, self._last, self.padding = (self._id(token) for token in ("<s>", "</s>", "<pad>"))

    def encode(self, pairs: Sequence[tuple[str, str]]) -> Iterator[Encoded]:
        """Yield the pairs' tokens; a claim keeps its first half of the room at least, a text loses its middle."""
        texts = self._ids({text for text, _ in pairs})
        claims = self._ids({claim for _, claim in pairs})
        for text, claim in pairs:
            room = MOST_TOKENS - _SEPARATORS
            claimed = claims[claim][: max(room // 2, room - len(texts[text]))]
            said = shortened(texts[text], room - len(claimed))
            yield Encoded([self._first, *said, self._last, self._last, *claimed, self._last], len(said))

    def _ids(self, texts: set[str]) -> dict[str, list[int]]:
        ordered = sorted(texts)
        encodings = self._tokenizer.encode_batch([readable(text) for text in ordered], add_special_tokens=False)
        return {text: encoding.ids for text, encoding in zip(ordered, encodings, strict=True)}

    def _id(self, token: str) -> int:
        number: int | None = self._tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"the tokenizer has no {token}")
        return number


def shortened(ids: list[int], room: int) -> list[int]:
    """Return the beginning and end of a long text: there people say what they want."""
    if len(ids) <= room:
        return ids
    return ids[: room - room // 2] + ids[len(ids) - room // 2 :]
