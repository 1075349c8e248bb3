"""Values by code, codes by value, and codes by any word of a name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import terms
from search.values import Value, Values

NAMES = st.text(alphabet=st.sampled_from("abé\u0301 '’-\nAﬃ"), max_size=12)


def test_codes_and_values_are_each_others_way_back() -> None:
    values = Values.of([("wira-lumban", "Wira Lumban"), ("kpu", "KPU Bandar Melati")])
    assert list(values) == [Value("wira-lumban", "Wira Lumban"), Value("kpu", "KPU Bandar Melati")]
    assert (values.code("kpu"), values.code("dprd")) == (1, None)
    assert values[1:] == Values.of([("kpu", "KPU Bandar Melati")])


def test_a_word_is_found_in_value_and_label_but_not_a_part_of_a_word() -> None:
    values = Values.of([("a", "Jum'at Sutan"), ("b", "Sutanto"), ("sutan-c", "Dewi"), ("d", "")])
    assert values.holding("sutan") == {0, 2}
    assert values.holding("jumat") == {0}
    assert values.holding("at") == set()
    assert Values.of([]).holding("sutan") == set()


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6), NAMES)
def test_a_word_is_found_where_it_is_cut(pairs: list[tuple[str, str]], text: str) -> None:
    values = Values.of(pairs)
    for term in [*terms(text), *(term for pair in pairs for term in terms(" ".join(pair)))]:
        expected = {code for code, (value, label) in enumerate(pairs) if term in terms(f"{label} {value}")}
        assert values.holding(term) == expected
