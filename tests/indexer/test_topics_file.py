"""A topics file is read, or answered with what is wrong with it and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from corpus.errors import ConfigurationError
from corpus.records import Stance
from indexer import stance
from indexer.topics import SHIPPED, TopicSet
from indexer.topics_file import Value

FOOD_PRICES = """
  - id: food-prices
    name: {id: Harga pangan, en: Food prices}
    description: {id: Harga dan pasokan bahan pangan., en: Prices and supply of food.}
    target: {id: Harga pangan harus dijaga terjangkau., en: Food prices should be kept affordable.}
    terms:
      - {is: subject, weight: 0.8, phrases: [harga beras|cabai|pangan|telur, operasi pasar, inflasi pangan]}
      - {is: wanted, weight: 0.7, phrases: [harga terjangkau|stabil, ketahanan pangan, stabilitas harga]}
      - {is: threat, weight: 0.7, phrases: [penimbunan, ~timbun, kelangkaan beras, lonjakan harga]}
    examples:
      - {stance: FAVOR, text: Kami menjaga stabilitas harga sampai lebaran.}
"""


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    path = tmp_path / "topics.yaml"
    path.write_text(SHIPPED.read_text(encoding="utf-8") + FOOD_PRICES, encoding="utf-8")
    return path


def test_the_shipped_topics_are_the_three_of_the_guidelines() -> None:
    topics = TopicSet.load()
    assert [topic.id for topic in topics.topics] == ["unity", "elections", "misinformation"]
    for topic in topics.topics:
        assert {topic.name.in_language(language) for language in ("id", "en")} == {topic.name.id, topic.name.en}
        assert topic.target.id != topic.target.en
        assert topic.phrases(Value.WANTED, Value.THREAT, Value.SUBJECT)
        assert {example.stance for example in topic.examples} == {*Stance, None}


def test_a_copy_with_one_more_topic_labels_it(extended: Path) -> None:
    topics = TopicSet.load(extended)
    text = "Pemerintah menindak siapa pun yang menimbun dan membuat lonjakan harga"
    assert [scored.topic for scored in topics.assign(text)] == ["food-prices"]
    assert [(label.topic, label.stance) for label in stance.label(text, topics=topics)] == [("food-prices", Stance.FAVOR)]


def test_a_topic_without_cues_of_its_own_has_all_three_stances(extended: Path) -> None:
    topics = TopicSet.load(extended)
    judged = {
        stance.label(text, topics=topics)[0].stance
        for text in (
            "Mari jaga stabilitas harga bersama-sama",
            "Kami tidak percaya stabilitas harga, itu jargon saja",
            "Berapa harga beras hari ini?",
        )
    }
    assert judged == set(Stance)


def a_topic(**changes: object) -> dict[str, object]:
    topic = yaml.safe_load(FOOD_PRICES)[0]
    return {key: value for key, value in {**topic, **changes}.items() if value is not None}


def a_file(*topics: object, **changes: object) -> dict[str, object]:
    return {"format": 1, "topics": list(topics) or [a_topic()], **changes}


def a_group(**changes: object) -> dict[str, object]:
    return a_topic(terms=[{"is": "subject", "weight": 0.5, "phrases": ["harga"], **changes}])


BOTH = {"id": "a", "en": "b"}
WRONG: list[tuple[object, str, str]] = [
    (None, "the file is empty", "an empty file"),
    (["unity"], "the file is a list", "a list at the top"),
    ({"topics": []}, "format is missing", "no format"),
    (a_file(format=2), "format is 2.*format: 1", "a format of the future"),
    (a_file(colour="red"), "colour is not a key that is known.*format, topics, lists", "an unknown key"),
    ({"format": 1, "topics": []}, "topics is empty.*at least one", "no topics"),
    (a_file("unity"), r"topics\[1\] is 'unity'.*id, name, description, target, terms", "a topic that is text"),
    (a_file(a_topic(id="Harga Pangan")), r"topics\[1\].id is 'Harga Pangan'.*small Latin letters", "an id with a space"),
    (a_file(a_topic(), a_topic()), r"topics\[2\].id 'food-prices' stands twice", "an id twice"),
    (a_file(a_topic(target=None)), r"topics\[1\].target is missing", "no target"),
    (a_file(a_topic(name="Harga")), r"topics\[1\].name is 'Harga'.*id, en", "a name in one language"),
    (a_file(a_topic(name={**BOTH, "en": " "})), r"topics\[1\].name.en is ' '", "an empty name"),
    (a_file(a_topic(name={"id": "a"})), r"topics\[1\].name.en is missing", "no English name"),
    (a_file(a_topic(terms=[])), r"topics\[1\].terms is empty", "no terms"),
    (a_file(a_group(**{"is": "good"})), r"terms\[1\].is is 'good'.*wanted, threat, subject, elsewhere", "no such value"),
    (a_file(a_group(weight=2)), r"terms\[1\].weight is 2.*0.9", "a weight above 1"),
    (a_file(a_group(weight=True)), r"terms\[1\].weight is True", "yes for a weight"),
    (a_file(a_group(phrases="harga")), r"phrases is 'harga'.*a list", "a phrase for a list"),
    (a_file(a_group(phrases=[True])), r"phrases\[1\] is True, not text.*quotation marks", "YAML's own words"),
    (a_file(a_group(phrases=["@pasar naik"])), "@pasar, which is not defined", "a list that isn't there"),
    (a_file(a_group(**{"is": "elsewhere"})), "no phrase that speaks for the topic", "only signs of other subjects"),
    (a_file(a_topic(examples=[{"text": "a", "stance": "PRO"}])), r"examples\[1\].stance is 'PRO'.*or off", "an unknown stance"),
    (a_file(lists=["harga"]), "lists is a list.*a name and a list of words", "lists without names"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message", "why"), WRONG, ids=[why for _, _, why in WRONG])
def test_a_mistake_names_the_key_and_the_remedy(tmp_path: Path, content: object, message: str, why: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as caught:
        TopicSet.load(path)
    assert "mine.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"topics: [a", "not YAML at line 1"), (b"topics: @a", "not YAML at line 1, column 9"), (b"name: \xff\xfe", "not UTF-8")],
)
def test_what_is_not_yaml_is_said_to_be(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=message):
        TopicSet.load(path)
