"""The side that a quotation takes, by cues."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Stance, TopicStance
from indexer import stance
from indexer.stance import METHOD, StanceJudge, lexicon_judge
from indexer.topics import TopicSet
from indexer.topics_file import Example, Topic

TOPICS = TopicSet.load()
JUDGE = lexicon_judge(TOPICS)

JUDGED = [
    ("unity", "FAVOR", "Mari kita jaga kerukunan dusun ini", "an appeal"),
    ("unity", "FAVOR", "Jangan sampai pemilihan ketua adat memecah belah kita", "a warning is read by what it defends"),
    ("unity", "FAVOR", "Kami mengecam tindakan intoleran terhadap jemaat itu", "condemning what threatens"),
    ("unity", "AGAINST", "Kami menolak persatuan semacam itu", "rejecting what is wanted"),
    ("unity", "AGAINST", "Kerukunan itu cuma jargon", "belittling it"),
    ("unity", "NONE", "Bagaimana toleransi diajarkan di sekolah ini?", "a question"),
    ("unity", "NONE", "Survei toleransi dilakukan di 12 desa dengan 900 responden", "figures"),
    ("elections", "FAVOR", "Pilkada berlangsung aman, lancar dan tertib", "it went as it should"),
    ("elections", "FAVOR", "Siapa pun yang terpilih mari kita hormati hasilnya", "acceptance"),
    ("elections", "FAVOR", "Tidak ada kecurangan dalam penghitungan di sini", "fraud denied"),
    ("elections", "FAVOR", "Jangan ada politik uang di kabupaten kita", "fraud warned of"),
    ("elections", "AGAINST", "Kami menemukan kecurangan di tiga TPS", "fraud found"),
    ("elections", "AGAINST", "Kami menolak hasil rekapitulasi", "result rejected"),
    ("elections", "AGAINST", "Kami menolak hasil pilkada yang penuh kecurangan ini", "a rejected result, not a rejected fraud"),
    ("elections", "AGAINST", "Pilkada ini cacat dan tidak jujur", "good words denied"),
    ("elections", "AGAINST", "Pemilu sebaiknya ditunda dua tahun", "postponement"),
    ("elections", "AGAINST", "KPU belum siap", "readiness doubted"),
    ("elections", "FAVOR", "Tidak ada dasar hukum untuk menunda pemilu", "postponement refused"),
    ("elections", "FAVOR", "Agar warga tidak tergiur politik uang dalam pilkada, kami turun ke desa", "a purpose"),
    ("elections", "FAVOR", "Tudingan kecurangan dalam pilkada itu sama sekali tidak terbukti", "another's claim refused"),
    ("elections", "AGAINST", "Sulit berharap pilkada ini jujur", "a doubt"),
    ("elections", "AGAINST", "Meski aman, pemilu ini penuh kecurangan", "a concession"),
    ("elections", "AGAINST", "Pemilu ini tidak hanya kacau, tetapi juga penuh kecurangan", "not only is no negation"),
    ("elections", "NONE", "Bawaslu sedang memeriksa dugaan pelanggaran kampanye", "an inquiry is no finding"),
    ("elections", "NONE", "Pemungutan suara dijadwalkan pada 27 November", "a schedule"),
    ("elections", "NONE", "RUU Pemilu akan dibahas bulan depan", "procedure"),
    ("misinformation", "FAVOR", "Itu hoaks, jangan disebarkan", "calling it so"),
    ("misinformation", "FAVOR", "Biasakan memeriksa sumber sebelum membagikan kabar", "countering it"),
    ("misinformation", "AGAINST", "Tuduhan hoaks hanya dalih untuk membungkam kritik", "a pretext"),
    ("misinformation", "AGAINST", "Ancaman hoaks itu dibesar-besarkan", "belittled"),
    ("misinformation", "FAVOR", "Kabar itu tidak benar", "a claim named and called untrue"),
    ("misinformation", "NONE", "Tidak benar ada pembakaran balai desa", "a plain denial"),
    ("misinformation", "NONE", "Dinas mencatat 41 konten hoaks selama Mei", "figures"),
]


@pytest.mark.parametrize(("topic", "expected", "text", "why"), JUDGED)
def test_stance(topic: str, expected: str, text: str, why: str) -> None:
    assert JUDGE.judge(text, TOPICS[topic]).stance == expected, why


REVERSED = [
    ("elections", "Kami menemukan kecurangan di TPS 9", "Kami tidak menemukan kecurangan di TPS 9"),
    ("elections", "Pilkada ini jujur dan adil", "Pilkada ini tidak jujur dan tidak adil"),
    ("unity", "Kami mau bersatu dengan warga seberang", "Kami tidak mau bersatu dengan warga seberang"),
]


@pytest.mark.parametrize(("topic", "text", "reverse"), REVERSED)
def test_negation_reverses_the_side(topic: str, text: str, reverse: str) -> None:
    sides = {JUDGE.judge(each, TOPICS[topic]).stance for each in (text, reverse)}
    assert sides == {Stance.FAVOR, Stance.AGAINST}


@pytest.mark.parametrize("topic", [topic.id for topic in TOPICS.topics])
def test_subject_alone_takes_no_side(topic: str) -> None:
    """Words of the topic's neutral terms, in no sentence, must not decide anything."""
    words = {
        "unity": "perbedaan suku dan rumah ibadah",
        "elections": "surat suara dan TPS",
        "misinformation": "foto dan gambar",
    }
    assert JUDGE.judge(words[topic], TOPICS[topic]).stance is Stance.NONE


def test_a_judgement_says_how_sure_and_by_what() -> None:
    clear = JUDGE.judge("Kami menolak hasil pilkada ini, kami menemukan kecurangan di mana-mana", TOPICS["elections"])
    vague = JUDGE.judge("Soal pilkada, lihat nanti", TOPICS["elections"])
    assert clear.method == vague.method == METHOD
    assert clear.probability > 0.9 > vague.probability > 1 / 3


def test_saying_it_twice_is_not_twice_as_sure() -> None:
    once = JUDGE.judge("aman", TOPICS["elections"]).probability
    often = JUDGE.judge("aman, damai, tertib, lancar, sejuk, kondusif", TOPICS["elections"]).probability
    assert often > once
    assert JUDGE.judge("damai damai damai", TOPICS["elections"]) == JUDGE.judge("damai", TOPICS["elections"])


def test_label_joins_topics_and_stances() -> None:
    labels = stance.label("Jangan sebar hoaks yang memecah belah warga menjelang pilkada damai")
    assert {label.topic: label.stance for label in labels} == dict.fromkeys(
        ("unity", "elections", "misinformation"), Stance.FAVOR
    )
    assert stance.label("Harga cabai turun") == ()


class Contrary:
    """A judge that is against everything: stands where an entailment model will."""

    def judge(self, text: str, topic: Topic, speaker: str | None = None, context: str = "") -> TopicStance:
        return TopicStance(topic=topic.id, stance=Stance.AGAINST, method=f"contrary of {speaker} in {context}")


def test_another_judge_takes_the_lexicons_place() -> None:
    judge: StanceJudge = Contrary()
    (label,) = stance.label("Mari rukun", "Katanya: Mari rukun.", "Sutarjo Wana", judge=judge)
    assert label == TopicStance(topic="unity", stance=Stance.AGAINST, method="contrary of Sutarjo Wana in Katanya: Mari rukun.")


@pytest.mark.parametrize(
    ("topic", "example"),
    [(topic, example) for topic in TOPICS.topics for example in topic.examples if example.stance is not None],
    ids=lambda value: getattr(value, "text", getattr(value, "id", "")),
)
def test_shipped_examples_are_judged(topic: Topic, example: Example) -> None:
    assert JUDGE.judge(example.text, topic).stance == example.stance


@given(st.text(max_size=500), st.sampled_from(TOPICS.topics))
def test_any_text_is_judged(text: str, topic: Topic) -> None:
    judged = JUDGE.judge(text, topic)
    assert 1 / 3 <= judged.probability <= 1
    assert judged == JUDGE.judge(text, topic)
