"""Language data -> one look-up from a lower-case word to what it can be, loaded once per process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus import regions

# What a word can be, one bit each: a token's flags are a plain int, because set look-ups dominated the profile.
STEM = 1 << 0  # "kata", "ujar": reports speech as a bare stem
STEM_NYA = 1 << 1  # "katanya", "ujarnya": the same, by the speaker in focus
SAY = 1 << 2  # "mengatakan": takes what was said
ASK = 1 << 3  # "meminta": takes somebody and what is asked of them
PASSIVE_NYA = 1 << 23  # "dijelaskannya": a passive by the speaker in focus
WEAK = 1 << 4  # "melaporkan": speech only with "bahwa" or a comma
PASSIVE = 1 << 5  # "dikatakan"
OFFICE = 1 << 6  # "Ketua": opens an office or function
PRIVATE = 1 << 7  # "warga": a function of a private person
MODIFIER = 1 << 8  # "Wakil", "mantan": stands before an office
OFFICE_WORD = 1 << 9  # "Utama", "Hukum": continues an office
INSTITUTION = 1 << 10  # "Kementerian", "KPU"
TITLE = 1 << 11  # "Dr", "Kombes"
ADDRESS = 1 << 12  # "Pak", "Gus"
DEGREE = 1 << 13  # "M.Si"
REGION = 1 << 14  # "Jawa", "Kalteng"
ORDINARY = 1 << 15  # written in lower case elsewhere
NAME = 1 << 16  # known as part of personal names
FIRST = 1 << 17  # opens sentences, names nobody
TIME = 1 << 18  # days and months
GROUP = 1 << 19  # common noun that may be the source of speech as a body
SOMEBODY = 1 << 20  # common noun for a person who is not named
PAPER = 1 << 21  # document or data: says things, speaks for nobody
PRONOUN = 1 << 22
# Bits that depend on how the token is written.
CAPITAL = 1 << 24
UPPER = 1 << 25
NUMBER = 1 << 26
PUNCTUATION = 1 << 27

SPEECH = STEM | STEM_NYA | SAY | ASK | WEAK | PASSIVE | PASSIVE_NYA
# Function words between a speaker and the verb, or between parts of an office.
PRONOUNS = frozenset(
    {"ia", "dia", "beliau", "mereka", "dirinya", "pihaknya", "keduanya", "ketiganya", "iapun", "diapun", "doi"}
)


# Verbs of ten letters or more have few neighbours that are other words.
_SHORTEST_MISSPELT = 10


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that extraction knows of the language.

    `flags` maps a lower-case word to its bits. `aliases` spells short forms of offices out, `nicknames` (lower case) gives
    another form of a name, `bodies` short names of state bodies to the words of the full one. `abbreviations` take a full stop.
    """

    flags: dict[str, int]
    aliases: dict[str, tuple[str, ...]]
    nicknames: dict[str, str]
    bodies: dict[str, tuple[str, ...]]
    abbreviations: frozenset[str]


def lines(name: str) -> Iterator[str]:
    """Yield the lines of a file of the Indonesian lexicon, without comments and empty lines."""
    text = resources.files("indexer.lexicon.id").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line


# Words of regions' names that say something else where they stand alone.
_NO_PLACES_ALONE = frozenset(
    {
        *("dan", "daerah", "khusus", "istimewa", "kepulauan", "pulau", "teluk", "bagian", "kota", "laut", "batu"),
        *("hari", "baru", "balai", "bau", "pare", "oki", "pali", "tala", "ibukota"),
    }
)


@cache
def words(name: str) -> frozenset[str]:
    """Return a closed class of words by its name in `function_words.tsv`."""
    found = {
        word for line in lines("function_words.tsv") if line.split("\t")[0] == name for word in line.split("\t")[1].split()
    }
    if not found:
        raise KeyError(f"function_words.tsv has no class {name!r}")
    return frozenset(found)


@cache
def indonesian() -> Lexicon:
    """Return the Indonesian lexicon (read once)."""
    flags: dict[str, int] = {}

    def add(words: str, bit: int) -> None:
        for word in words.split():
            flags[word] = flags.get(word, 0) | bit

    for line in lines("ordinary_words.txt"):
        add(line, ORDINARY)
    for line in lines("office_words.txt"):
        add(line, OFFICE_WORD)
    for line in lines("offices.txt"):
        mark, rest = (line[0], line[1:]) if line[0] in "!=" else ("", line)
        add(rest, {"!": OFFICE | PRIVATE, "=": MODIFIER, "": OFFICE}[mark])
    for line in lines("institutions.txt"):
        add(line, INSTITUTION)
    for line in lines("person_names.txt"):
        add(line, NAME)
    for line in lines("places.txt"):
        add(line, REGION)
    for name in regions.names():
        add(name, REGION)
    for word in _NO_PLACES_ALONE:
        flags[word] = flags.get(word, 0) & ~REGION
    for line in lines("first_words.txt"):
        add(line, FIRST)
    for line in lines("time_words.txt"):
        add(line, TIME)
    _add_verbs(flags)
    _add_misspelt(flags)
    _add_columns(flags)
    for word in PRONOUNS:
        flags[word] = flags.get(word, 0) | PRONOUN
    aliases = {short: tuple(long.split()) for short, long in (line.split("\t") for line in lines("office_aliases.tsv"))}
    nicknames = dict(line.split("\t") for line in lines("nicknames.tsv"))
    bodies = {short: tuple(long.split()) for short, long in (line.split("\t") for line in lines("body_aliases.tsv"))}
    for word in nicknames:
        add(word.replace("pak ", "").replace("gus ", ""), NAME)
    abbreviations = {word for line in lines("abbreviations.txt") for word in line.split()}
    abbreviations |= {word for line in lines("titles.txt") for word in line.split()[1:] if line[0] in "td"}
    return Lexicon(flags, aliases, nicknames, bodies, frozenset(abbreviations))


def _add_verbs(flags: dict[str, int]) -> None:
    bits = {"stem": STEM, "say": SAY, "ask": ASK, "weak": WEAK, "passive": PASSIVE}
    for line in lines("reporting_verbs.tsv"):
        frame, words = line.split("\t")
        for word in words.split():
            # A word listed under two frames keeps the first: the file is in order of how strongly it reports speech.
            if not flags.get(word, 0) & SPEECH or frame == "stem":
                flags[word] = flags.get(word, 0) | bits[frame]
            if frame == "stem":
                flags[word + "nya"] = flags.get(word + "nya", 0) | STEM_NYA
            elif frame == "passive":
                flags[word + "nya"] = flags.get(word + "nya", 0) | PASSIVE_NYA


def _add_misspelt(flags: dict[str, int]) -> None:
    """Add the long verbs of saying with one letter left out ("mencotohkan"), where that is no other word."""
    right = [word for word, bits in flags.items() if bits & SAY and len(word) >= _SHORTEST_MISSPELT]
    others = words("not_misspelt")
    for word in right:
        for place in range(2, len(word) - 2):
            short = word[:place] + word[place + 1 :]
            if short not in flags and short not in others:
                flags[short] = SAY


def _add_columns(flags: dict[str, int]) -> None:
    tables = {
        "titles.txt": {"title": TITLE, "address": ADDRESS, "degree": DEGREE},
        "groups.txt": {"institution": GROUP, "person": SOMEBODY, "document": PAPER},
    }
    for name, bits in tables.items():
        for line in lines(name):
            kind, words = line.split("\t") if "\t" in line else line.split(" ", 1)
            for word in words.split():
                flags[word] = flags.get(word, 0) | bits[kind]
