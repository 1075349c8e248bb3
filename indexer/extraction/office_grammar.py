"""The closed classes of words that offices, names and affiliations are told apart by."""

from __future__ import annotations

from indexer.extraction.lexicon import words

# Words that join two capitalised parts of one office, whatever follows in capitals.
JOINTS = words("joints")


# Words that do so only before the name of a body or a place.
LOOSE_JOINTS = frozenset({"dari", "pada", "di", "se"})


# After these a capitalised word is a place's or a body's own name, whoever may also bear it.
NAMED_AFTER = words("named_after")


# Offices of two words whose first word alone is none.
SECOND_WORD = {
    "wali": {"kota", "nagari", "murid", "kelas", "band"},
    "juru": {"bicara", "kamera", "parkir"},
    "kuasa": {"hukum"},
    "tenaga": {"ahli"},
    "orang": {"tua"},
    "rais": {"aam", "am", "akbar", "syuriah", "syuriyah"},
    "pelaku": {"usaha", "industri", "pasar", "wisata"},
}


CIVIL_REGIONS = frozenset({"kabupaten", "kota", "provinsi", "kab", "prov", "kecamatan"})


# Heads whose next word is the place that they rule or serve, be it in the list of regions or not.
PLACE_HEADS = words("place_heads")


# Functions that somebody has for another person, as the private ones of relatives.
ACTS_FOR = frozenset({"kuasa", "pengacara", "juru", "jubir", "manajer", "asisten", "penasihat", "ajudan", "sekretaris"})


# Offices in companies: the word after them is the company where a name follows it.
COMPANY_HEADS = frozenset(
    {"pendiri", "ceo", "cfo", "coo", "cto", "cmo", "founder", "manager", "manajer", "officer", "director", "head"}
)
