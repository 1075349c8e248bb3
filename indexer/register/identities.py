"""The register of speakers: the store's mentions -> identities with permanent ids, and what people decide about them.

`resolve` can be run at any time, on a whole store in seconds. Who is who depends on what the store holds and on the decisions,
not on the order in which it came (`clusters`). Ids depend on history on purpose: an identity keeps its id while more
becomes known of it, and an id that was merged away leads on to where it went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from corpus.errors import ConfigurationError, NotFound
from corpus.records import speaker_id
from corpus.store import DecisionAction, Identity, Mention, Speaker, SpeakerDecision, SpeakerKind, Store
from indexer.register import names
from indexer.register.clusters import Cluster, clusters
from indexer.register.offices import Office, offices_by_key
from indexer.register.tenures import Tenure, tenures

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a run of `resolve` found and changed: quotations that show another speaker or name than before."""

    people: int
    institutions: int
    nameless: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """All that the register knows of one identity: spellings with the quotations that use them, and offices by first day."""

    speaker: Speaker
    spellings: tuple[tuple[str, int], ...]
    offices: tuple[Tenure, ...]


def resolve(store: Store) -> Resolution:
    """Bring the register up to date with the store and with what people decided; a second run changes nothing."""
    position = store.position
    mentions = store.mentions()
    settled = {speaker.id for speaker in store.speakers() if speaker.kind is not None}
    grouping = clusters(mentions)
    decisions = [decision for decision in store.decisions() if decision.revoked is None]
    parts = decided(grouping.clusters, decisions, mentions)
    identities = identified(parts, mentions, settled, decisions, store.speaker_ids(), store.redirects())
    placed = {key for each in identities for key in each.members}
    changed = store.settle(identities, grouping.nobody - placed, as_of=position)
    kinds = Counter(each.kind for each in identities)
    return Resolution(
        people=kinds[SpeakerKind.PERSON],
        institutions=kinds[SpeakerKind.INSTITUTION],
        nameless=len(grouping.nobody),
        changed=changed,
    )


def portrait(store: Store, identity: str) -> Portrait:
    """Return what the register knows of a speaker; raise NotFound."""
    speaker = store.speaker(identity)
    return portrayed(speaker, store.mentions(speaker.id))


def portrayed(speaker: Speaker, mentions: Sequence[Mention]) -> Portrait:
    """Return what a speaker's own mentions say."""
    spellings: Counter[str] = Counter()
    for mention in mentions:
        spellings[mention.name] += mention.quotations
    ordered = tuple(sorted(spellings.items(), key=lambda item: (-item[1], item[0])))
    return Portrait(speaker=speaker, spellings=ordered, offices=tuple(tenures(mentions)))


# -- what people decide ------------------------------------------------------------------------------------------------


def merge(store: Store, first: str, second: str, *, who: str, why: str = "") -> Speaker:
    """Decide that two identities are one, for this and all later runs; return the one that is left. Raises NotFound."""
    one, other = _known(store, first), _known(store, second)
    if one.id == other.id:
        raise ConfigurationError(f"{first} and {second} are the same speaker already ({one.name}): give two different ids")
    members = _members(store, one.id) | _members(store, other.id)
    store.decide(SpeakerDecision(action=DecisionAction.MERGE, members=members, who=who, why=why))
    resolve(store)
    return store.speaker(one.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Some mentions of an identity: spelt `name`, with all words of `office` in role and affiliation, or in `documents`."""

    name: str | None = None
    office: str | None = None
    documents: frozenset[str] = frozenset()

    def takes(self, mention: Mention) -> bool:
        """Tell whether a mention is one of them."""
        words = frozenset(names.plain_words(self.office or ""))
        given = frozenset(names.plain_words(f"{mention.role or ''} {mention.affiliation or ''}"))
        by_office = bool(words) and words <= given
        return mention.document_id in self.documents or mention.name == self.name or by_office


def split(store: Store, identity: str, choice: Choice, *, who: str, why: str = "") -> tuple[Speaker, Speaker]:
    """Decide that some mentions of an identity are another person's; return the one that stays and the new one.

    Raises NotFound for an unknown identity, ConfigurationError where the choice takes none or all of its mentions.
    """
    speaker = _known(store, identity)
    mentions = store.mentions(speaker.id)
    members = frozenset(mention.key for mention in mentions if choice.takes(mention))
    others = frozenset(mention.key for mention in mentions) - members
    if not members or not others:
        raise ConfigurationError(
            f"{speaker.id}: this takes {'all' if members else 'none'} of its {len(members | others)} mentions; "
            "choose some by --name SPELLING, --office WORDS or --document ID (see `kutipan speakers show`)"
        )
    store.decide(SpeakerDecision(action=DecisionAction.SPLIT, members=members, others=others, who=who, why=why))
    resolve(store)
    after = store.mentions()
    return _holder(store, after, others), _holder(store, after, members)


def rename(store: Store, identity: str, name: str, *, who: str, why: str = "") -> Speaker:
    """Decide what an identity is called; its id stays. Raises NotFound, and ConfigurationError for an empty name."""
    speaker = _known(store, identity)
    if not name.strip():
        raise ConfigurationError(f"{identity}: the new name is empty; give the person's full name without titles")
    members = _members(store, speaker.id)
    store.decide(SpeakerDecision(action=DecisionAction.RENAME, members=members, name=name.strip(), who=who, why=why))
    resolve(store)
    return store.speaker(speaker.id)


def undo(store: Store, number: int, *, who: str, why: str = "") -> Resolution:
    """Take a merge, split or renaming back and settle anew. Raises NotFound, InputRejected if it was taken back already."""
    store.revoke_decision(number, who=who, why=why)
    return resolve(store)


def decided(parts: Sequence[Cluster], decisions: Sequence[SpeakerDecision], mentions: Sequence[Mention]) -> list[Cluster]:
    """Return the clusters after the decisions, in their order: merges bring together, splits take apart."""
    result = list(parts)
    for decision in decisions:
        if decision.action is DecisionAction.MERGE:
            _merge(result, decision)
        elif decision.action is DecisionAction.SPLIT:
            _split(result, decision, mentions)
    return result


def _merge(parts: list[Cluster], decision: SpeakerDecision) -> None:
    touched = [part for part in parts if part.members & decision.members]
    if len(touched) < 2:
        return
    largest = max(touched, key=lambda part: (len(part.members), min(part.members)))
    for part in touched:
        if part is not largest:
            largest.take(part)
            parts.remove(part)


def _split(parts: list[Cluster], decision: SpeakerDecision, mentions: Sequence[Mention]) -> None:
    held = offices_by_key(mentions)
    for part in list(parts):
        out, stay = part.members & decision.members, part.members & decision.others
        if not out or not stay:
            continue
        # Mentions that came later go with those whose office, or else whose name, is theirs alone.
        out |= {key for key in part.members - out - stay if _nearer(key, out, stay, held)}
        part.members -= out
        part.offices = _offices(part.members, held)
        parts.append(Cluster(part.name, part.kind, set(out), _offices(out, held)))


def _nearer(key: Key, out: set[Key], stay: set[Key], held: Mapping[Key, frozenset[Office]]) -> bool:
    theirs = {one for other in out for one in held.get(other, ())}
    ours = {one for other in stay for one in held.get(other, ())}
    mine = held.get(key, frozenset())
    if mine & (theirs ^ ours):
        return bool(mine & (theirs - ours))
    return key[1] in {name for _, name in out} - {name for _, name in stay}


def _offices(members: Iterable[Key], held: Mapping[Key, frozenset[Office]]) -> Counter[Office]:
    return Counter(one for key in members for one in held.get(key, ()))


# -- ids and names -----------------------------------------------------------------------------------------------------


def identified(
    parts: Sequence[Cluster],
    mentions: Sequence[Mention],
    settled: set[str],
    decisions: Sequence[SpeakerDecision] = (),
    taken: Iterable[str] = (),
    redirects: Mapping[str, str] = MappingProxyType({}),
) -> list[Identity]:
    """Return the clusters with permanent ids and names.

    A cluster keeps the settled id that most of its quotations have; where two would keep the same one, the one with more
    of them does. A new one gets the slug of its name, with its office or a number beside it where that is taken. One that
    parts from an identity may get an id back that leads there (`redirects`): it was its own before a merge was undone.
    """
    by_key: defaultdict[Key, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key].append(mention)
    own = {id(part): [mention for key in sorted(part.members) for mention in by_key[key]] for part in parts}
    called = {id(part): _name(part, own[id(part)]) for part in parts}
    for decision in decisions:
        if decision.action is DecisionAction.RENAME:
            bearer = max(parts, key=lambda part: (len(part.members & decision.members), -len(part.members)), default=None)
            if bearer is not None and bearer.members & decision.members:
                called[id(bearer)] = decision.name
    ids = _kept_ids(parts, own, settled)
    used = {*ids.values(), *taken}
    largest_first = sorted(parts, key=lambda part: (-sum(m.quotations for m in own[id(part)]), min(part.members)))
    for part in largest_first:
        if id(part) not in ids:
            before = {mention.speaker_id for mention in own[id(part)]}
            returned = {merged for merged, into in redirects.items() if into in before} - set(ids.values())
            ids[id(part)] = _new_id(part, called[id(part)], own[id(part)], used - returned)
            used.add(ids[id(part)])
    return [
        Identity(id=ids[id(part)], name=called[id(part)], kind=part.kind, members=frozenset(part.members)) for part in parts
    ]


def _kept_ids(parts: Sequence[Cluster], own: Mapping[int, list[Mention]], settled: set[str]) -> dict[int, str]:
    votes: Counter[tuple[int, str]] = Counter()
    places = {id(part): place for place, part in enumerate(parts)}
    for part in parts:
        for mention in own[id(part)]:
            if mention.speaker_id in settled:
                votes[places[id(part)], str(mention.speaker_id)] += mention.quotations
    ids: dict[int, str] = {}
    given: set[str] = set()
    for (place, identity), _ in sorted(votes.items(), key=lambda item: (-item[1], item[0][1], min(parts[item[0][0]].members))):
        part = parts[place]
        if id(part) not in ids and identity not in given:
            ids[id(part)] = identity
            given.add(identity)
    return ids


def _new_id(part: Cluster, name: str, mentions: Sequence[Mention], used: set[str]) -> str:
    slug = speaker_id(name)
    if part.label:
        slug = f"{slug}-{part.label}"
    if slug not in used:
        return slug
    offices = Counter({(mention.role, mention.affiliation): 0 for mention in mentions if mention.role})
    for mention in mentions:
        if mention.role:
            offices[mention.role, mention.affiliation] += mention.quotations
    if offices:
        (role, affiliation), _ = max(offices.items(), key=lambda item: (item[1], item[0][0] or "", item[0][1] or ""))
        slug = f"{slug}-{speaker_id(f'{role} {affiliation or str()}')}"[:100]
        if slug not in used:
            return slug
    number = next(number for number in range(2, len(used) + 3) if f"{slug}-{number}" not in used)
    return f"{slug}-{number}"


def _name(part: Cluster, mentions: Sequence[Mention]) -> str:
    """Return what to call somebody: the listed name of a public person, else the full form that most documents use."""
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        # A place that has run into a person's name is none of it.
        spelling = names.own_part(mention.name) if part.kind is SpeakerKind.PERSON else mention.name
        spellings[spelling].add(mention.document_id)
    if part.kind is SpeakerKind.PERSON:
        for spelling in sorted(spellings, key=lambda each: -len(spellings[each])):
            figure = names.figure(spelling)
            if figure is not None and names.folded(figure.name) == part.name:
                return figure.name

    def rank(spelling: str) -> tuple[bool, bool, int, int, str]:
        words = names.plain_words(spelling)
        return len(words) > 1, not spelling.isupper(), len(spellings[spelling]), len(words), spelling

    return max(spellings, key=rank)


def _members(store: Store, identity: str) -> frozenset[Key]:
    return frozenset(mention.key for mention in store.mentions(identity))


def _holder(store: Store, mentions: Sequence[Mention], members: frozenset[Key]) -> Speaker:
    """Return to whom most of these mentions belong."""
    held = Counter(mention.speaker_id for mention in mentions if mention.key in members and mention.speaker_id)
    return store.speaker(str(max(held.items(), key=lambda item: (item[1], item[0]))[0]))


def _known(store: Store, identity: str) -> Speaker:
    try:
        return store.speaker(identity)
    except NotFound:
        raise NotFound(
            f"there is no speaker {identity!r}: find the id with `kutipan speakers list WORDS`, e.g. katma-f-dirun"
        ) from None
