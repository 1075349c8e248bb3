"""Tokens and subscriptions: nothing secret is kept, nobody is written to who did not say yes, who leaves is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.store import Frequency, Scope, Store, subscriptions
from corpus.store import desk as desk_module
from corpus.store.tokens import PREFIX
from tests.corpus.statements import statement

START = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
WAITS = {Frequency.DAILY: dt.timedelta(hours=20), Frequency.WEEKLY: dt.timedelta(days=6)}


class Clock:
    """The store's clock, set by hand."""

    now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(desk_module, "_now", clock)
    return clock


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    with Store.open(store_url) as store:
        yield store


def everything(store: Store) -> str:
    """Return all that the store's own tables of this kind hold, as text."""
    with store._reading() as connection:
        rows = [
            str(tuple(row))
            for table in ("tokens", "subscriptions", "properties")
            for row in connection.execute(sa.text(f"SELECT * FROM {table}"))
        ]
    return "\n".join(rows)


def test_a_token_is_known_again_and_not_kept(store: Store) -> None:
    kept, secret = store.create_token("Redaksi Kabar Muara", [Scope.CORRECT])
    assert secret.startswith(PREFIX)
    assert len(secret) > 40
    found = store.token(secret)
    assert found is not None
    assert (found.number, found.name, set(found.scopes)) == (kept.number, "Redaksi Kabar Muara", {Scope.CORRECT})
    assert secret not in everything(store)
    assert secret.removeprefix(PREFIX) not in everything(store)


@pytest.mark.parametrize("secret", ["", "kutipan_", "kutipan_tidak-ada", "\ud800", "' OR 1=1 --"])
def test_what_is_no_token_opens_nothing(store: Store, secret: str) -> None:
    store.create_token("a", [Scope.CORRECT])
    assert store.token(secret) is None


def test_a_token_ends(store: Store, clock: Clock) -> None:
    _, short = store.create_token("a", [Scope.CORRECT], START + dt.timedelta(days=1))
    number = store.create_token("b", [Scope.MODERATE])
    assert store.token(short)
    clock.pass_(days=1)
    assert store.token(short) is None, "expired"
    assert store.token(number[1])
    assert store.revoke_token(number[0].number).revoked_at == clock.now
    assert store.token(number[1]) is None
    with pytest.raises(InputRejected, match="revoked before"):
        store.revoke_token(number[0].number)
    with pytest.raises(NotFound):
        store.revoke_token(99)
    assert [token.used_on for token in store.tokens()] == [dt.date(2026, 3, 2), dt.date(2026, 3, 3)]


@pytest.mark.parametrize("name", ["", " \n ", "x" * 101])
def test_a_token_says_whose_it_is(store: Store, name: str) -> None:
    with pytest.raises(InputRejected, match="whose it is"):
        store.create_token(name, [Scope.CORRECT])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nama",
        "nama@contoh",
        "@contoh.id",
        "a@b@contoh.id",
        "nama@contoh.id\r\nBcc: korban@contoh.id",
        "nama@contoh.id, lain@contoh.id",
        "Nama <nama@contoh.id>",
        '"a b"@contoh.id',
        "nama@-contoh.id",
        ".nama@contoh.id",
        "na..ma@contoh.id",
        "nama@contoh.id\x00",
        "näma@contoh.id",
        "x" * 250 + "@contoh.id",
    ],
)
def test_what_is_not_one_mailbox_is_refused(text: str) -> None:
    with pytest.raises(InputRejected, match="mail address"):
        subscriptions.address(text)


def test_an_address_is_kept_in_one_form() -> None:
    assert subscriptions.address("  Nama.Depan+kutipan@Contoh.CO.ID ") == "Nama.Depan+kutipan@contoh.co.id"


def asked(store: Store, email: str = "pembaca@contoh.id", query: str = "q=pemilu", **more: str) -> int:
    found = store.subscribe(email, query, Frequency(more.get("frequency", "daily")), more.get("language", "id"))
    assert found is not None
    return found.number


def test_nobody_is_told_who_did_not_say_yes(store: Store, clock: Clock) -> None:
    number = asked(store)
    clock.pass_(days=2)
    assert store.due_subscriptions(WAITS) == []
    store.put(statement())
    assert store.confirm_subscription(number).position == store.position > 0
    assert store.due_subscriptions(WAITS) == [], "there was nothing new since the yes"
    clock.pass_(hours=21)
    assert [each.number for each in store.due_subscriptions(WAITS)] == [number]


def test_who_does_not_answer_is_forgotten(store: Store, clock: Clock) -> None:
    number = asked(store)
    clock.pass_(days=7, seconds=1)
    store.due_subscriptions(WAITS)
    with pytest.raises(NotFound):
        store.confirm_subscription(number)
    assert "pembaca@" not in everything(store)


def test_a_stranger_cannot_fill_a_mailbox(store: Store, clock: Clock) -> None:
    for number in range(subscriptions.MOST_WAITING):
        asked(store, query=f"q={number}")
    assert store.subscribe("pembaca@contoh.id", "q=lagi", Frequency.DAILY, "id") is None
    assert store.subscribe("lain@contoh.id", "q=lagi", Frequency.DAILY, "id")
    clock.pass_(days=8)
    assert store.subscribe("pembaca@contoh.id", "q=lagi", Frequency.DAILY, "id")


def test_the_same_is_not_asked_twice(store: Store) -> None:
    store.confirm_subscription(asked(store))
    assert store.subscribe("pembaca@contoh.id", "q=pemilu", Frequency.DAILY, "id") is None
    assert store.subscribe("pembaca@contoh.id", "q=pemilu", Frequency.WEEKLY, "id")


def test_digests_come_as_often_as_asked(store: Store, clock: Clock) -> None:
    daily, weekly = asked(store), asked(store, frequency="weekly")
    for number in (daily, weekly):
        store.confirm_subscription(number)
    sent = []
    for _ in range(14):
        clock.pass_(days=1)
        for each in store.due_subscriptions(WAITS):
            sent.append(each.number)
            store.told(each.number, 5, sent=True)
    assert (sent.count(daily), sent.count(weekly)) == (14, 2)
    assert store.subscription(daily).position == 5


def test_nothing_to_tell_is_asked_again_soon(store: Store, clock: Clock) -> None:
    number = asked(store, frequency="weekly")
    store.confirm_subscription(number)
    clock.pass_(days=7)
    store.told(number, 9, sent=False)
    clock.pass_(hours=1)
    assert [each.position for each in store.due_subscriptions(WAITS)] == [9]


def test_who_leaves_is_forgotten(store: Store) -> None:
    number = asked(store)
    store.confirm_subscription(number)
    store.end_subscription(number)
    store.end_subscription(number)
    with pytest.raises(NotFound):
        store.subscription(number)
    assert "pembaca@" not in everything(store)


def test_refusals_are_counted_in_a_row(store: Store) -> None:
    number = asked(store)
    store.confirm_subscription(number)
    assert [store.refused(number), store.refused(number)] == [1, 2]
    store.told(number, 1, sent=True)
    assert store.refused(number) == 1


def test_the_key_of_letters_stays(store: Store) -> None:
    assert store.letter_key() == store.letter_key()
    assert len(store.letter_key()) > 30


def test_what_is_new_between_two_positions(store: Store) -> None:
    store.put(statement())
    first = store.position
    [view] = store.quotations_of(statement().document.id)[:1]
    store.correct(view.id, {"role": "Wakil Bupati"}, who="penguji")
    assert store.recorded_between(0, first) == {each.id for each in store.quotations_of(view.document_id)}
    assert store.recorded_between(first, store.position) == frozenset(), "changed, but not new"
    assert store.changed_since(store.changed_at([view.id])[view.id], store.position) >= {view.id}
