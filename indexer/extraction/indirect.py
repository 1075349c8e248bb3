"""Sentences -> reported speech: the content of a speech verb or "menurut" with an identifiable source, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.records import QuotationKind
from indexer.extraction.bodies import is_anonymous
from indexer.extraction.clauses import ADVERBS, Context, cut_coordinated, start_of_clause
from indexer.extraction.contents import CLAUSE_OPENERS, STOPS_AFTER_SOURCE, content_start, only_time
from indexer.extraction.lexicon import (
    ASK,
    CAPITAL,
    FIRST,
    INSTITUTION,
    NAME,
    NUMBER,
    OFFICE,
    PAPER,
    PASSIVE,
    PASSIVE_NYA,
    PRONOUN,
    PUNCTUATION,
    SAY,
    SPEECH,
    STEM,
    STEM_NYA,
    TIME,
    WEAK,
    words,
)
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.speech import Focus, Pointer, Speech
from indexer.extraction.subjects import subject
from indexer.extraction.tokens import Tokens

_OPENING_STEMS = words("opening_stems")
_EMPTY_SUBJECTS = words("empty_subjects")
_FEWEST_WORDS = 2
_FEWEST_TOKENS_AFTER = 6
_LONGEST_RELATIVE = 25
_SAID = words("said")
_TAKEN_FROM = frozenset({"dikutip", "dilansir", "melansir", "mengutip", "demikian"})
_LONGEST_TAIL = 16
# "Menurut pandangan X, …": whose view it is, not whose paper.
_VIEWS = frozenset({"pandangan", "pendapat", "penuturan", "pengakuan", "penilaian", "kesaksian"})


def _without_tail(tokens: Tokens, first: int, last: int) -> int:
    """Return where content ends before the day of the report or what it is taken from ("…, dikutip dari X, Senin (2/6)")."""
    lower, flags = tokens.lower, tokens.flags
    for index in range(max(first + 1, last - _LONGEST_TAIL), last - 1):
        if lower[index] != ",":
            continue
        following = index + 1 + (lower[index + 1] == "seperti")
        dated = flags[following] & TIME and lower[last - 1] == ")" and lower[following + 1 : following + 2] == ["("]
        if dated or (following < last and lower[following] in _TAKEN_FROM):
            return index
    return last


class Finder:
    """Finds reported speech in one text. `marked` are token ranges of quoted fragments that are not direct speech."""

    def __init__(self, context: Context, marked: list[tuple[int, int]]) -> None:
        self.context = context
        self.marked = marked

    def sentence(self, begin: int, end: int, *, tail: bool = False) -> Iterator[Speech | Focus]:
        """Yield the pieces of reported speech in tokens `begin`..`end`, or whom the sentence turns to.

        `tail`: the tokens follow a direct quotation's reporting clause, so that only a new clause counts.
        """
        tokens = self.context.tokens
        flags, lower = tokens.flags, tokens.lower
        while end > begin and flags[end - 1] & PUNCTUATION and lower[end - 1] in ".,;:!?…":
            end -= 1
        index, found = begin, False
        floor = begin
        while index < end:
            bits = flags[index]
            if not bits & SPEECH and lower[index] not in {"menurut", "menurutnya", "pandangannya", "pendapatnya"}:
                index += 1
                continue
            speech = self._at(floor, index, end, tail)
            if isinstance(speech, Speech):
                yield speech
                found = True
                while index < end and tokens.start[index] < speech.end:
                    index += 1
                if speech.cue and speech.cue[0] >= speech.end:
                    index = end
                floor = begin
                continue
            if speech is not None:
                yield speech
                found = True
            index += 1
        if not found and not tail:
            focus = self._focus(begin, end)
            if focus:
                yield focus

    def _at(self, begin: int, index: int, end: int, tail: bool) -> Speech | Focus | None:
        tokens = self.context.tokens
        bits, word = tokens.flags[index], tokens.lower[index]
        if word == "menurut":
            return self._according(begin, index, end)
        if word in {"menurutnya", "pandangannya", "pendapatnya"}:
            if index > begin and tokens.lower[index - 1] == "yang":
                return None
            return self._inserted(begin, index, end, None)
        if bits & PASSIVE_NYA:
            opening = index == begin or all(tokens.flags[step] & (FIRST | PUNCTUATION) for step in range(begin, index))
            opening = opening and tokens.lower[begin] not in _EMPTY_SUBJECTS
            return self._inserted(begin, index, end, None) if opening else None
        if bits & STEM_NYA:
            if bits & CAPITAL or tokens.lower[index - 1] == "," or index == begin:
                return self._inserted(begin, index, end, None)
            return None
        if bits & (SAY | ASK | WEAK):
            active = self._active(begin, index, end, tail)
            if active is not None or not bits & STEM:
                return active
        if bits & PASSIVE:
            return self._passive(begin, index, end)
        if bits & STEM and word.endswith("kan") and index > begin and tokens.flags[index - 1] & PRONOUN:
            # "Kemudian ia paparkan jumlahnya …": the object's voice, with the speaker before a bare stem.
            if tokens.lower[begin] in _EMPTY_SUBJECTS or tokens.lower[min(index + 1, end - 1)] in STOPS_AFTER_SOURCE:
                return None
            return self._active(begin, index, end, tail)
        if bits & STEM and not tail and not (bits & CAPITAL and index > begin):
            return self._stem(begin, index, end)
        return None

    # -- frames ---------------------------------------------------------------------------------------------------------

    def _active(self, begin: int, verb: int, end: int, tail: bool) -> Speech | None:
        """X mengatakan, …  /  X meminta warga agar …  /  …, X menambahkan."""
        tokens = self.context.tokens
        flags, _lower = tokens.flags, tokens.lower
        if flags[verb] & CAPITAL and verb > begin:
            return None
        who = subject(self.context, begin, verb) if verb + 1 < end else self._final_source(begin, verb)
        if who is None or (tail and not flags[who.first] & CAPITAL):
            return None
        if who.kind is Kind.SOMEBODY and is_anonymous(tokens, who.first):
            return None
        if verb + 1 >= end:
            last = who.first
            while last > begin and flags[last - 1] & PUNCTUATION:
                last -= 1
            whole = self.context.ending.get(who.last)
            if whole is not None and whole.first < who.first:
                # "Dalam video itu, Wakil Gubernur Lampung, Rina Wati menyebut.": only who speaks.
                return None
            if last < who.first and last - begin > 4:
                return self._speech(begin, last, verb, who, "indirect-final", 0.6)
            return None
        content = content_start(tokens, verb, end)
        if content is None:
            return None
        finish = cut_coordinated(self.context, content, end)
        return self._speech(content, finish, verb, who, "indirect-active", 0.85)

    def _according(self, begin: int, index: int, end: int) -> Speech | None:
        """Menurut X, …  /  …, menurut X, …  /  …, menurut X."""
        tokens = self.context.tokens
        following = index + 1
        if following + 1 < end and tokens.lower[following] in _VIEWS:
            following += 1
        if following >= end or tokens.lower[following] in {"saya", "kami", "kita", "aku", "anda", "mereka-mereka"}:
            return None
        if tokens.flags[following] & PAPER and not tokens.flags[following] & OFFICE:
            return None
        if is_anonymous(tokens, following + 1):
            return None
        who = self.context.read(following, sure=True)
        if who is None:
            return None
        return self._inserted(begin, index, end, who)

    def _stem(self, begin: int, index: int, end: int) -> Speech | None:
        """…, kata X, …  /  Selain itu, sambung X, …  /  …, kata X."""
        tokens = self.context.tokens
        lower, flags = tokens.lower, tokens.flags
        if index + 1 >= end:
            return None
        who = self._source(index + 1)
        if who is None or flags[who.first] & TIME or (index > begin and lower[index - 1] == "lebih"):
            return None
        comma_before = (
            index == begin
            or lower[index - 1] in {",", "–", "-", "—", '"', "”"}
            or (flags[index - 1] & FIRST and index - begin <= 3)
        )
        comma_after = who.last < end and lower[who.last] == ","
        if flags[index] & CAPITAL and (lower[index] not in _OPENING_STEMS or not comma_after):
            # A verb in capitals at the head of a sentence is a heading's ("Ajak Warga …") unless a comma closes the source.
            return None
        if not comma_before and not comma_after:
            return None
        if not comma_before and not (flags[who.first] & CAPITAL or flags[who.first] & PRONOUN):
            return None
        return self._inserted(begin, index, end, who)

    def _source(self, index: int) -> Mention | None:
        tokens = self.context.tokens
        bits, word = tokens.flags[index], tokens.lower[index]
        if word in {"seorang", "salah", "sang", "para"}:
            return None
        if bits & CAPITAL or bits & PRONOUN:
            return self.context.read(index, sure=True)
        who = self.context.read(index)
        return who if (who is not None and who.kind is not Kind.INSTITUTION) or bits & INSTITUTION else None

    def _inserted(self, begin: int, index: int, end: int, who: Mention | None) -> Speech | None:
        """Return the speech around an inserted source: what follows it, or what precedes it where nothing follows."""
        tokens = self.context.tokens
        lower, flags = tokens.lower, tokens.flags
        after = who.last if who is not None else index + 1
        if after < end and lower[after] in ADVERBS and lower[after] in {"lagi", "pula", "juga", "lanjut"}:
            after += 1
        commas = after < end and lower[after] == ","
        content = after + commas
        if content < end and lower[content] == "yang":
            # "menurut dokter yang praktik di sini, …": the relative clause describes the source.
            closes = next((step for step in range(content, min(end, content + _LONGEST_RELATIVE)) if lower[step] == ","), end)
            content = closes + 1 if end - closes > _FEWEST_TOKENS_AFTER else end
        elif (
            not commas
            and after < end
            and (lower[after] in STOPS_AFTER_SOURCE or flags[after] & (TIME | NUMBER) or lower[after] == "(")
        ):
            comma = next(
                (step for step in range(after, min(end, after + 25)) if lower[step] == "," and not flags[step - 1] & TIME), None
            )
            content = comma + 1 if comma is not None and not only_time(tokens, comma + 1, end) else end
        elif commas and (flags[content] & (TIME | NUMBER) if content < end else True):
            content = end if only_time(tokens, content, end) else content
        clause = next((step for step in range(content, min(end, content + 5)) if lower[step] in {"bahwa", "bahwasanya"}), None)
        if clause is not None and all(lower[step] in ADVERBS or flags[step] & FIRST for step in range(content, clause)):
            content = clause + 1
        rule = "indirect-according" if lower[index].startswith(("menurut", "pandangan", "pendapat")) else "indirect-inserted"
        if end - content >= 3:
            if lower[content] in CLAUSE_OPENERS - {"jika", "kalau", "bila"}:
                content += 1
            return self._speech(content, cut_coordinated(self.context, content, end), index, who, rule, 0.8)
        last = index
        while last > begin and flags[last - 1] & PUNCTUATION:
            last -= 1
        if last - begin >= 4:
            return self._speech(begin, last, index, who, rule + "-final", 0.7)
        return None

    def _passive(self, begin: int, index: int, end: int) -> Speech | Focus | None:
        """Dikatakan X, …  /  … dijelaskan X adalah …  /  Hal itu disampaikan X: no content, but X speaks next."""
        tokens = self.context.tokens
        lower, flags = tokens.lower, tokens.flags
        agent = index + 1
        while agent < end and lower[agent] in {"oleh", "langsung", "juga", "pula", "baik", "salah", "satu", "seorang"}:
            agent += 1
        if agent >= end:
            return None
        if lower[agent] == "bahwa" and lower[index] in _SAID and self._opens(begin, index):
            # "Lebih jauh dikatakan bahwa …": by whom is understood.
            return self._speech(agent + 1, end, index, None, "indirect-passive", 0.6)
        who = self._source(agent)
        if who is None or flags[who.first] & TIME:
            return None
        empty = any(lower[step] in _EMPTY_SUBJECTS for step in range(begin, min(index, begin + 5)))
        if empty and who.last + _FEWEST_TOKENS_AFTER < end and lower[who.last] in {"bahwa", "bahwasanya"}:
            # "Hal itu juga diutarakan X bahwa …"
            return self._speech(who.last + 1, end, index, who, "indirect-passive", 0.7)
        opening = not empty and self._opens(begin, index)
        if opening and who.last < end:
            content = who.last + (lower[who.last] == ",")
            clause = end - content > 3 and lower[content] not in STOPS_AFTER_SOURCE and not flags[content] & (TIME | NUMBER)
            if not clause and content > who.last:
                # "Masih dikatakan X, dalam pelaksanaannya, warga …": a clause follows what it opens with.
                comma = next((step for step in range(content, min(end, content + 8)) if lower[step] == ","), end)
                clause = end - comma > _FEWEST_TOKENS_AFTER and not only_time(tokens, comma + 1, end)
                clause = (
                    clause and lower[content] in {"dalam", "di", "pada"} and not flags[comma - 1] & (CAPITAL | NUMBER | TIME)
                )
            if clause and not flags[content] & PUNCTUATION:
                content += lower[content] in CLAUSE_OPENERS
                return self._speech(content, end, index, who, "indirect-passive", 0.75)
        if (
            not empty
            and lower[index] in {"dijelaskan", "diungkapkan", "dikatakan"}
            and who.last < end
            and lower[who.last] in {"adalah", "yakni", "yaitu", "bahwa"}
        ):
            content = who.last + (lower[who.last] == "bahwa")
            return self._speech(content, end, index, who, "indirect-passive", 0.6)
        return Focus(tokens.start[who.first], who, announced=True)

    def _opens(self, begin: int, index: int) -> bool:
        """Tell whether nothing but adverbs and conjunctions stands before a token in its sentence."""
        tokens = self.context.tokens
        return all(tokens.flags[step] & (FIRST | PUNCTUATION) or tokens.lower[step] in ADVERBS for step in range(begin, index))

    # -- results --------------------------------------------------------------------------------------------------------

    def _speech(self, first: int, last: int, cue: int, who: Mention | None, rule: str, certainty: float) -> Speech | None:
        tokens = self.context.tokens
        flags, lower = tokens.flags, tokens.lower
        while first < last and flags[first] & PUNCTUATION and lower[first] in ",.;:-–—":
            first += 1
        while last > first and flags[last - 1] & PUNCTUATION and lower[last - 1] in ",.;:-–—":
            last -= 1
        last = _without_tail(tokens, first, last)
        words = sum(1 for index in range(first, last) if not flags[index] & PUNCTUATION)
        if words < _FEWEST_WORDS or all(flags[index] & (PUNCTUATION | CAPITAL | NUMBER | TIME) for index in range(first, last)):
            # A clause has a word in lower case; "Kepulauan Riau (Kepri), Sabtu (20/9)" is where and when.
            return None
        start, end = tokens.start[first], tokens.end[last - 1]
        mixed = any(begin < last and first < finish for begin, finish in self.marked)
        pronoun = who is None or who.kind is Kind.PRONOUN
        return Speech(
            kind=QuotationKind.MIXED if mixed else QuotationKind.INDIRECT,
            start=start,
            end=end,
            pointer=Pointer.IMPLIED if pronoun else Pointer.NAMED,
            mention=who,
            cue=(tokens.start[cue], tokens.end[cue]),
            rule=rule,
            certainty=certainty,
        )

    def _focus(self, begin: int, end: int) -> Focus | None:
        """Return whom a sentence without speech is about, if it opens with a person."""
        index = start_of_clause(self.context, begin, end)
        if index >= end:
            return None
        mention = self.context.starting.get(index)
        if mention is None and self.context.tokens.flags[index] & NAME:
            mention = self.context.read(index)
        if mention is None or mention.kind not in (Kind.PERSON, Kind.OFFICE):
            return None
        return Focus(self.context.tokens.start[mention.first], mention, announced=False)

    def _final_source(self, begin: int, verb: int) -> Mention | None:
        """Return the source of a verb that ends its sentence: what stands between the last comma and the verb."""
        lower = self.context.tokens.lower
        comma = next((step for step in range(verb - 1, max(begin, verb - 9), -1) if lower[step] == ","), None)
        if comma is None:
            return None
        mention = self.context.read(comma + 1)
        return mention if mention is not None and mention.last <= verb and verb - mention.last <= 2 else None
