"""Where the content of a verb of speech begins, and whether there is any ("menyampaikan terima kasih" has none)."""

from __future__ import annotations

from indexer.extraction.lexicon import ASK, CAPITAL, NUMBER, PUNCTUATION, SAY, TIME, WEAK, words
from indexer.extraction.tokens import Tokens

CLAUSE_OPENERS = frozenset({"bahwa", "bahwasanya", "jika", "kalau", "bila"})
_PURPOSE = frozenset({"agar", "untuk", "supaya"})
_MODALS = words("modals")
# Objects that stand for what was said without giving it: "menyampaikan hal senada", "menjawab pertanyaan".
_EMPTY_OBJECTS = words("empty_objects")
_DELIVERIES = frozenset({"menyampaikan", "mengutarakan", "mengemukakan", "menyuarakan", "mengungkapkan"})
_EMPTY_DELIVERIES = words("empty_deliveries")
# "memberikan catatan bahwa …": verbs of giving, and what is given in words.
_GIVING = frozenset({"memberi", "memberikan", "menyampaikan", "mengeluarkan", "melontarkan"})
_GIVEN = words("given_in_words")
# After these a speech or sermon is what is judged: "menilai ceramah itu menyejukkan".
_JUDGING = frozenset({"menilai", "menganggap", "memastikan", "mengklaim", "menduga", "memandang"})
# Weak verbs that tell what there is ("mencatat ada tiga kecamatan").
_REVEALING = frozenset({"mengungkap", "mencatat", "melaporkan", "mengumumkan"})
_NOMINAL_OPENERS = words("nominal_openers")
# Before a clause that "bahwa" opens: to whom, where and how it was said.
_BEFORE_CLAUSE = words("before_clause")
STOPS_AFTER_SOURCE = words("stops_after_source")
_MOST_ADDRESSEE = 16
# What is said to have been several without being given ("menyampaikan sejumlah pesan").
_SEVERAL = frozenset({"pesan", "hal", "poin", "masukan", "usulan", "catatan", "pertanyaan", "program", "rencana"})
# Tokens of an object before ", bahwa", and of a subject before its auxiliary.
_MOST_OBJECT, _MOST_SUBJECT = 12, 5
# Opinions and perceptions that are speech only where a clause with an auxiliary follows.
_OPINIONS = words("opinions")
_AUXILIARIES = words("auxiliaries")
# Requests for a thing or a favour that report no speech, and verbs that always have somebody as their object.
_EMPTY_REQUESTS = words("empty_requests")
_OF_PEOPLE = words("of_people")
# "mengingatkan semua orang akan memiliki …": they tell as well as ask, so a clause with its own subject may follow.
_TELLING = frozenset({"mengingatkan", "memperingatkan", "meyakinkan"})


def content_start(tokens: Tokens, verb: int, end: int) -> int | None:
    """Return the token at which the content of an active verb begins; None if it has none of its own."""
    flags, lower = tokens.flags, tokens.lower
    bits = flags[verb]
    index = verb + 1
    while index < end and lower[index] in {"lagi", "pula", "juga", "kembali", "pun", "secara", "tegas"}:
        index += 1
    if index + 1 < end and lower[index] in {"dan", "serta"} and flags[index + 1] & (SAY | ASK):
        # "mengajak dan berharap …": the second verb has the content of both.
        return None
    if lower[verb] in _REVEALING and index < end and lower[index] == "ada":
        return index
    if index >= end:
        return None
    if lower[index] in CLAUSE_OPENERS:
        return index + 1
    if lower[index] in _BEFORE_CLAUSE and not bits & ASK:
        for step in range(index, min(end, index + 14)):
            if lower[step] in {"bahwa", "bahwasanya"}:
                return step + 1
    if bits & ASK or lower[verb] in {"berpesan", "menyerukan"}:
        return _request(tokens, index, end, bool(bits & ASK), lower[verb])
    if lower[index] in {",", ":"}:
        following = index + 1
        if following < end and lower[following] in {"bahwa", "bahwasanya"}:
            following += 1
        return following if following < end else None
    clause = next((step for step in range(index, min(end, index + _MOST_OBJECT)) if lower[step] == ","), end)
    if lower[verb] in _DELIVERIES and lower[clause + 1 : clause + 2] in (["bahwa"], ["bahwasanya"]):
        # "menyampaikan pesan dari warga, bahwa …"
        return clause + 2
    if lower[verb] in _GIVING and lower[index] in _GIVEN:
        # "memberikan catatan bahwa …", "memberi saran untuk …", but not "menyampaikan pesan untuk warga"
        for step in range(index + 1, min(end, index + _MOST_OBJECT)):
            if lower[step] in _PURPOSE and (bits & WEAK or lower[step] != "untuk"):
                return step
            if lower[step] in {"bahwa", "bahwasanya"}:
                return step + 1
    if bits & WEAK and lower[index] in {"agar", "supaya"}:
        return index
    if bits & WEAK:
        telling = lower[verb] in _OPINIONS and _asserts(tokens, index, end)
        return index if telling or (lower[verb] == "menyoroti" and lower[index].endswith("nya")) else None
    if lower[index] == "langsung" and lower[index + 1 : index + 2] == ["kepada"]:
        index += 1
    if lower[index] == "kepada":
        topic = next(
            (step for step in range(index, min(end, index + 9)) if lower[step] in {"terkait", "soal", "tentang"}), None
        )
        if topic is not None:
            return topic
        purpose = next((step for step in range(index, min(end, index + 14)) if lower[step] in _PURPOSE), None)
        if purpose is not None:
            return purpose
        comma = next((step for step in range(index, min(end, index + 14)) if lower[step] == ","), None)
        return comma + 1 if comma is not None else None
    if lower[index] in {"hal", "itu", "ini", "demikian", "begitu"}:
        # "menegaskan hal itu menjadi tanggung jawab bersama" has content, "menegaskan hal itu saat rapat" has none.
        step = index + 1
        while step < end and lower[step] in {
            "itu",
            "ini",
            "tersebut",
            "yang",
            "sama",
            "senada",
            "serupa",
            "demikian",
            "juga",
        }:
            step += 1
        if (
            step >= end
            or lower[step] in STOPS_AFTER_SOURCE
            or flags[step] & PUNCTUATION
            or lower[step - 1] in {"senada", "serupa", "sama"}
        ):
            return None
        return index
    if _is_object(tokens, index, end):
        return None
    if lower[index] in {"dan", "atau"}:
        return None
    several = lower[index] in {"sejumlah", "beberapa", "berbagai"} and index + 1 < end
    if lower[index + 1 : index + 2] in (["ini"], ["itu"]) and lower[verb] in _DELIVERIES:
        # "menyampaikan laporan ini terkait …": the report is what the clause is about.
        return index
    delivered = lower[verb] in _DELIVERIES and lower[index + several] in _EMPTY_DELIVERIES | (_SEVERAL if several else set())
    if (
        delivered
        or (lower[index] in _EMPTY_OBJECTS and lower[verb] not in _JUDGING)
        or (flags[index] & PUNCTUATION and lower[index] not in '"“”(')
    ):
        return None
    return index


def _asserts(tokens: Tokens, index: int, end: int) -> bool:
    """Tell whether a clause with an auxiliary follows at once ("ragu harga akan turun", "melihat warga belum siap")."""
    lower, flags = tokens.lower, tokens.flags
    for step in range(index, min(end, index + _MOST_SUBJECT)):
        if flags[step] & PUNCTUATION or lower[step] in {"yang", "untuk", "dengan", "kepada", "dari", "agar", "ke", "saat"}:
            return False
        if lower[step] in _AUXILIARIES:
            return True
    return False


def _is_object(tokens: Tokens, index: int, end: int) -> bool:
    """Tell whether only a thing named before, and when or where, follows ("mengonfirmasi kasus tersebut pada Senin")."""
    lower, flags = tokens.lower, tokens.flags
    for step in range(index + 1, min(end, index + 4)):
        if lower[step] == "tersebut":
            return step + 1 >= end or lower[step + 1] in STOPS_AFTER_SOURCE or bool(flags[step + 1] & TIME)
        if flags[step] & (PUNCTUATION | CAPITAL) or _is_verb(lower[step], flags[step]):
            return False
    return False


def _request(tokens: Tokens, index: int, end: int, addressed: bool, verb: str) -> int | None:
    """Return where what is asked begins: at "agar", else after the addressee ("meminta lurah | segera mendata")."""
    lower, flags = tokens.lower, tokens.flags
    asked = None
    if lower[index] in _NOMINAL_OPENERS:
        return index
    if lower[index] == "," and index + 1 < end:
        # "mengingatkan, pengawasan hanya berjalan jika …": a comma closes the clause of the verb.
        return index + 1 + (lower[index + 1] in {"bahwa", "bahwasanya"})
    for step in range(index, min(end, index + _MOST_ADDRESSEE)):
        if lower[step] == "yang":
            asked = end
        if addressed and asked is None and step > index and lower[step] in _AUXILIARIES:
            # "mengimbau bank besar bisa bergabung agar …": the purpose belongs to what is asked.
            asked = step
        if lower[step] in _PURPOSE:
            return step if asked in {None, end} else asked
        if lower[step] in CLAUSE_OPENERS and (lower[step - 1] != "," or lower[step].startswith("bahwa")):
            return step + 1
    if not addressed or lower[index] == ",":
        return index + (lower[index] == ",")
    if lower[index] in _EMPTY_REQUESTS:
        return None
    for step in range(index, min(end, index + 7)):
        auxiliary = lower[step] == "akan" and step + 1 < end and _is_verb(lower[step + 1], flags[step + 1])
        if lower[step] in _NOMINAL_OPENERS and not auxiliary:
            return step
    for step in range(index, min(end, index + 9)):
        if lower[step] == "," and step + 1 < end:
            return step + 1
        if step > index and (lower[step] in _MODALS or _is_verb(lower[step], flags[step])):
            told = verb in _TELLING and any(word in _AUXILIARIES or word == "juga" for word in lower[index + 1 : step])
            if "yang" in lower[index:step] or told:
                # "mengingatkan persiapan yang bersifat umum": what hangs on "yang" is no request of its own.
                return index
            return step - (lower[step - 1] in '"“”')
    # "mendesak penyelidikan penuh" asks for a thing; "meminta uang" is an act.
    return index if verb not in _OF_PEOPLE and not flags[index] & PUNCTUATION else None


def _is_verb(word: str, bits: int) -> bool:
    active = word.startswith(("men", "mem", "meng", "meny", "ber")) and len(word) > 5
    return active and not bits & CAPITAL and word not in {"menteri", "berita", "mengenai", "berbagai"}


def only_time(tokens: Tokens, begin: int, end: int) -> bool:
    """Tell whether what is left only says when and where."""
    flags, lower = tokens.flags, tokens.lower
    if end - begin > 12:
        return False
    return begin >= end or bool(flags[begin] & (TIME | NUMBER)) or lower[begin] in STOPS_AFTER_SOURCE
