import os
import pickle
import signal
from collections.abc import Iterator

import pytest

from corpus.documents import prepare
from corpus.errors import InputRejected, WorkerLost
from corpus.records import AnnotatedDocument, Document, RawDocument
from indexer import workers
from indexer.annotate import Labeller
from indexer.workers import Annotators


def documents(number: int) -> list[Document]:
    text = "TANJUNG SELASIH - “Mari kita jaga kerukunan,” kata Bupati Tanjung Selasih Raden Wiratama, Rabu (1/3/2023)."
    return [prepare(RawDocument(location=str(each), id=str(each), text=f"{text} Rapat ke-{each}.")) for each in range(number)]


@pytest.fixture(scope="module")
def labeller() -> Labeller:
    return Labeller.load(None)


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_order_whoever_made_them(labeller: Labeller, count: int) -> None:
    given = documents(60)
    with Annotators(labeller, count) as annotators:
        results = list(annotators.annotate(given))
    assert [result.document.id for result in results if isinstance(result, AnnotatedDocument)] == [each.id for each in given]


def test_a_rejection_crosses_between_processes() -> None:
    sent = pickle.loads(pickle.dumps(InputRejected("rilis.txt:7", "is empty")))
    assert (sent.location, sent.reason, str(sent)) == ("rilis.txt:7", "is empty", "rilis.txt:7: is empty")


@pytest.mark.parametrize("count", [1, 2])
def test_a_document_on_which_the_pipeline_fails_is_rejected_and_the_others_go_on(count: int) -> None:
    # A labeller that is none fails wherever a quotation has to be labelled; the one document without quotations goes through.
    mute = prepare(RawDocument(location="m", id="m", text="Rapat kerja digelar di aula kantor bupati hari ini."))
    with Annotators(7, count) as annotators:  # type: ignore[arg-type]
        first, second = annotators.annotate([documents(1)[0], mute])
    assert isinstance(first, InputRejected)
    assert "the pipeline failed on this document" in first.reason
    assert isinstance(second, AnnotatedDocument | InputRejected)


def test_a_lost_process_is_one_clear_message(labeller: Labeller) -> None:
    def killing() -> Iterator[None]:
        with Annotators(labeller, 2) as annotators:
            results = annotators.annotate(documents(1500))
            next(results)
            assert annotators._pool is not None
            for process in list((annotators._pool._processes or {}).values()):
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)
            yield from (None for _ in results)

    with pytest.raises(WorkerLost, match="--workers 1"):
        list(killing())


def test_one_process_a_core_unless_said_otherwise() -> None:
    assert workers.worker_count(3) == 3
    assert workers.worker_count(0) == len(os.sched_getaffinity(0))
