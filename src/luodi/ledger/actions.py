"""`@action`: the only way in which anything is changed.

An action asks whether the person may, opens one transaction, takes the region's end of the chain, runs its body, appends one entry and what is to be
sent, and returns what the body returned. Either all of it is kept or nothing. A refused attempt is an entry of its own, which stays whatever comes after.

An action about many things may have an entry of its own for each (`Act.each`): one INSERT and one UPDATE more for all of them.

Statements, whatever an action is about: BEGIN, SELECT of the end, those of the body, INSERT of the entry, UPDATE of the end, COMMIT; one INSERT more when
there is something to send, a SELECT and an INSERT more with a key, an INSERT and an UPDATE more for each further region that it is about. The first
action of a region needs two more.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from luodi.engine.source import refuse
from luodi.frame.requests import current_id
from luodi.ledger.chain import digest, seal
from luodi.ledger.models import Algorithm, Entry, Head, Idempotency, Outbox, Outcome
from luodi.ledger.standing import standing_now
from luodi.ledger.values import canonical, plain, shaped, small, text
from luodi.ledger.verbs import VERBS, Refusal, Verb
from luodi.rights.kernel import Denied, Matter, Person, Verdict

P = ParamSpec("P")
R = TypeVar("R")
PERMIT: Final = "luodi.rights.permissions.may"
"""Who is asked, unless settings name another one (LUODI_PERMIT): (person, right, matter) -> Verdict."""

ACTIONS: Final[dict[str, tuple[str, str]]] = {}
"""All actions that are loaded, by module and name: their verb and the right that they ask for. What walks the table of rights walks these."""


@dataclass(frozen=True)
class By:
    """Who calls an action, why, in which request: what stands in the ledger can be found in the log.

    `key`: the same key of the same person gives the same answer, and is done once.
    """

    person: Person
    reason: str = ""
    request_id: str = field(default_factory=current_id)
    key: str = ""

    def __post_init__(self) -> None:
        text(self.reason, "理由 reason", 2000)
        text(self.request_id, "request_id", 64)
        text(self.key, "key", 200)


@dataclass(frozen=True)
class Subject:
    """What an action is about. `region_id`: whose chain; `id`: None for what is yet to be made; `also`: other regions whose chains say the same."""

    region_id: int
    type: str
    id: int | None
    matter: Matter = field(default_factory=Matter)
    also: tuple[int, ...] = ()
    needs: str = ""
    """A right that this one asks for instead of what the action names; "" for that one."""

    @property
    def regions(self) -> tuple[int, ...]:
        """All regions, in the one order in which everybody takes the ends of their chains."""
        return tuple(sorted({self.region_id, *self.also}))


@dataclass(frozen=True)
class _One:
    verb: Verb
    subject_id: int
    payload: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    confidential: bool


@dataclass(frozen=True)
class _Message:
    topic: str
    payload: Any
    key: str
    due: datetime


class Act:
    """The action under way, as its body sees it: who and when, and what is to be written down."""

    def __init__(self, by: By, verb: Verb, subject: Subject, on_behalf_of_id: int | None) -> None:
        self.by, self.person, self.verb, self.region_id, self.on_behalf_of_id = by, by.person, verb, subject.region_id, on_behalf_of_id
        self.at: datetime = standing_now()
        self.subject_type, self.subject_id, self.confidential, self.regions = subject.type, subject.id, subject.matter.confidential, subject.regions
        self.before: Any = None
        self.after: Any = None
        self._payload: Mapping[str, Any] = {}
        self._messages: list[_Message] = []
        self._each: list[_One] = []

    def note(self, **payload: Any) -> None:
        """What the entry says, in the fields that the verb declares."""
        self._payload = payload

    def about(self, id: int) -> None:
        """The id of what has just been made."""
        self.subject_id = id

    def change(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """What it was and what it is now."""
        self.before, self.after = before, after

    def tell(self, topic: str, payload: Mapping[str, Any], key: str = "", not_before: datetime | None = None) -> None:
        """Have something sent once this action is kept, and not before an instant. A `key` that the region has used before is not queued again."""
        plain(not_before, f"{topic}.not_before")
        self._messages.append(_Message(text(topic, "topic", 80), small(payload, topic), text(key, "key", 200), max(self.at, not_before or self.at)))

    def each(self, verb: Verb, subject_id: int, payload: Mapping[str, Any], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None,
             confidential: bool) -> None:
        """An entry more, about one of the many things that this action is about: of the same type, in the chain of its own region alone."""
        self._each.append(_One(verb, subject_id, payload, before, after, confidential))

    def _one(self, one: _One) -> Entry:
        entry = self._entry(Outcome.DONE, shaped(one.verb.payload, one.payload, one.verb.name))
        entry.verb, entry.subject_id, entry.confidential = one.verb.name, one.subject_id, one.confidential
        entry.before, entry.after = small(one.before, "before"), small(one.after, "after")
        return entry

    def _done(self) -> Entry:
        payload = shaped(self.verb.payload, self._payload, self.verb.name)
        return self._entry(Outcome.DONE, payload)

    def _refused(self, right: str, verdict: Verdict) -> Entry:
        return self._entry(Outcome.REFUSED, Refusal(str(right), verdict.why.zh, verdict.why.en))

    def _entry(self, outcome: Outcome, payload: Any) -> Entry:
        return Entry(region_id=self.region_id, at=self.at, person_id=self.person.account_id, on_behalf_of_id=self.on_behalf_of_id, verb=self.verb.name,
                     subject_type=self.subject_type, subject_id=self.subject_id, payload=small(payload, self.verb.name), before=small(self.before, "before"),
                     after=small(self.after, "after"), reason=self.by.reason, request_id=self.by.request_id, outcome=outcome.value,
                     algorithm=getattr(settings, "LUODI_LEDGER_HASH", Algorithm.SHA256.value), confidential=self.confidential)


@dataclass
class _Work:
    """One transaction: the ends of its regions' chains as they stand in it, and refusals to be written once it is over."""

    ends: dict[int, tuple[int, str]]
    refused: list[Entry]


_open: ContextVar[_Work | None] = ContextVar("luodi_ledger_work", default=None)


def snapshot(row: models.Model, *names: str) -> dict[str, Any]:
    """Fields of a row as an entry keeps them."""
    return {name: plain(getattr(row, name), name) for name in names}


def action(*, verb: Verb | str, needs: str, subject: Callable[..., Subject]) -> Callable[
        [Callable[Concatenate[Act, P], R]], Callable[Concatenate[Person | By, P], R]]:
    """Make a body an action.

    `needs`: the right. `subject`: takes what the body takes, without the first, and says what it is about; it reads, it does not write.
    The body gets an `Act` first; whoever calls gives a `Person` or a `By` in its place. An action that calls another one is one transaction with it.

    Raises ValueError here for a verb that is not declared. The action raises Denied when the person may not (that is an entry), Refused for a payload
    that does not fit or a key used for something else, RuntimeError inside somebody else's transaction or in other regions than the action around it.
    """
    if isinstance(verb, str) and verb not in VERBS:
        raise ValueError(f"the verb {verb!r} is not declared")
    word = verb if isinstance(verb, Verb) else VERBS[verb]

    def wrap(body: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Person | By, P], R]:
        signature = inspect.signature(body)
        ACTIONS[f"{body.__module__}.{body.__qualname__}"] = (word.name, needs)

        @wraps(body)
        def run(by: Person | By, /, *args: P.args, **kwargs: P.kwargs) -> R:
            by = by if isinstance(by, By) else By(by)
            about = subject(*args, **kwargs)
            asks = about.needs or needs
            verdict: Verdict = import_string(getattr(settings, "LUODI_PERMIT", PERMIT))(by.person, asks, about.matter)
            act = Act(by, word, about, verdict.on_behalf_of)
            if not verdict.allowed:
                _refused(act, asks, verdict)
            asked = _asked(signature.bind(act, *args, **kwargs).arguments) if by.key else ""
            return _transact(act, asked, lambda: body(act, *args, **kwargs))
        return run
    return wrap


def _transact(act: Act, asked: str, body: Callable[[], R]) -> R:
    """Run a body and append its entry, in a transaction of its own or as a part of the one around it."""
    work = _open.get()
    if work is not None:
        if not work.ends.keys() >= set(act.regions):
            raise RuntimeError(f"{act.verb.name}: an action writes to the chains of the regions that the outermost one, or `together`, names")
        ends = dict(work.ends)
        try:
            with transaction.atomic():
                return _perform(work, act, asked, body)
        except BaseException:
            work.ends = ends
            raise
    with _kept(act.regions) as work:
        return _perform(work, act, asked, body)


@contextmanager
def together(*regions: int) -> Iterator[None]:
    """Keep the actions of several regions by one COMMIT, where that is what many small ones cost. Each is a savepoint with an entry of its own: whoever
    gets over one that fails loses that one only. Until the end nothing is kept yet, and whoever acts in these regions waits (SQLite: everybody who acts).

    Raises RuntimeError inside an action or somebody else's transaction, and when the database has given the whole transaction up: then nothing is kept.
    """
    if _open.get() is not None:
        raise RuntimeError("together: an action is under way; it is one transaction already")
    with _kept(tuple(sorted(set(regions)))):
        yield
        # Otherwise it would be taken back without a word, after the actions in it have returned.
        if transaction.get_connection().needs_rollback:
            raise RuntimeError("together: the database gave the transaction up")


@contextmanager
def _kept(regions: tuple[int, ...]) -> Iterator[_Work]:
    """A transaction of its own in which actions of regions run; refused attempts are written once it is over."""
    refused: list[Entry] = []
    try:
        # Durable: what has been kept stays so, and no caller can take it back.
        with transaction.atomic(durable=True):
            work = _lock(regions, refused)
            token = _open.set(work)
            try:
                yield work
            finally:
                _open.reset(token)
    finally:
        for entry in refused:
            _keep(entry)


def _perform(work: _Work, act: Act, asked: str, body: Callable[[], R]) -> R:
    if asked:
        found = Idempotency.objects.filter(pk=_key(act)).values_list("asked", "answer").first()
        if found:
            kept: R = _again(found, asked, act)
            return kept
    value = body()
    entry = _written(work, act)
    if act._each:
        _append_all(work, [act._one(one) for one in act._each])
    if act._messages:
        Outbox.objects.bulk_create([
            Outbox(region_id=entry.region_id, number=entry.number, place=place, key=message.key or f"{entry.region_id}.{entry.number}.{place}",
                   topic=message.topic, payload=message.payload, next_at=message.due)
            for place, message in enumerate(act._messages)], ignore_conflicts=True)
    if asked:
        region_id, person_id, verb, key = _key(act)
        Idempotency.objects.create(region_id=region_id, person_id=person_id, verb=verb, key=key, asked=asked, answer=_packed(value, verb), at=act.at)
    return value


def _lock(regions: tuple[int, ...], refused: list[Entry]) -> _Work:
    """Take the ends of chains until the transaction is over: on PostgreSQL their rows, lowest region first, so that nobody waits for somebody who waits
    for them; on SQLite the whole file has been taken by BEGIN."""
    def look() -> dict[int, tuple[int, str]]:
        rows = Head.objects.select_for_update().filter(region_id__in=regions).order_by("region_id")
        return {region_id: (number, last) for region_id, number, last in rows.values_list("region_id", "number", "hash")}
    ends = look()
    if missing := [region_id for region_id in regions if region_id not in ends]:
        Head.objects.bulk_create([Head(region_id=region_id) for region_id in missing], ignore_conflicts=True)
        ends = look()
    if len(ends) < len(regions):
        raise RuntimeError(f"regions {regions}: no end of the chain")
    return _Work(ends, refused)


def _written(work: _Work, act: Act) -> Entry:
    """Add what was done to the chain of its region, and to those of the others; each entry names the other."""
    entry = act._done()
    back = {"region": entry.region_id, "number": _next(work, entry.region_id)[0], "hash": ""}
    mirrors = []
    for region_id in (region_id for region_id in act.regions if region_id != act.region_id):
        mirror = copy(entry)
        mirror.region_id = region_id
        mirror.number, mirror.previous = _next(work, region_id)
        mirror.others = [back]
        mirrors.append(mirror)
    if mirrors:
        entry.others = [{"region": mirror.region_id, "number": mirror.number, "hash": seal(mirror)} for mirror in mirrors]
    _append(work, entry)
    for mirror in mirrors:
        mirror.others = [{**back, "hash": entry.hash}]
        _append(work, mirror)
    return entry


def _next(work: _Work, region_id: int) -> tuple[int, str]:
    """The number of the entry to come, and the hash that it follows."""
    number, last = work.ends[region_id]
    return number + 1, last


def _append(work: _Work, entry: Entry) -> Entry:
    """Add an entry behind the last one."""
    _append_all(work, [entry])
    return entry


def _append_all(work: _Work, entries: Sequence[Entry]) -> None:
    """Add entries of one region behind the last one, one behind the other. Two statements."""
    region_id = entries[0].region_id
    number, last = first, _ = work.ends[region_id]
    for entry in entries:
        number += 1
        entry.number, entry.previous = number, last
        entry.hash = last = digest(entry)
    Entry.objects.bulk_create(entries)
    # Compare and swap: should the lock ever fail, the chain does not fork.
    if not Head.objects.filter(region_id=region_id, number=first).update(number=number, hash=last):
        raise RuntimeError(f"region {region_id}: the chain went on while it was locked")
    work.ends[region_id] = number, last


def _refused(act: Act, needs: str, verdict: Verdict) -> None:
    """Write down the attempt, after the transaction around it if there is one, and raise Denied."""
    entry = act._refused(needs, verdict)
    work = _open.get()
    if work is None:
        _keep(entry)
    else:
        work.refused.append(entry)
    raise Denied(verdict)


def _keep(entry: Entry) -> None:
    with transaction.atomic(durable=True):
        _append(_lock((entry.region_id,), []), entry)


def _key(act: Act) -> tuple[int, int, str, str]:
    return act.region_id, act.person.account_id or 0, act.verb.name, act.by.key


def _asked(arguments: Mapping[str, Any]) -> str:
    """A hash of what an action was asked to do, to notice a key that is used for something else."""
    return hashlib.sha256(canonical([[name, _told(value)] for name, value in list(arguments.items())[1:]]).encode(errors="backslashreplace")).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, models.Model):
        return [value._meta.label_lower, str(value.pk)]
    if is_dataclass(value) and not isinstance(value, type):
        return _told(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): _told(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_told(held) for held in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(canonical, map(_told, value)))
    return str(value)


def _packed(value: Any, verb: str) -> Any:
    """An answer as it is kept. Raises TypeError for one that could not be given again."""
    if isinstance(value, models.Model):
        return {"model": value._meta.label_lower, "pk": plain(value.pk)}
    if plain(value) != value:
        raise TypeError(f"{verb}: with a key, an action returns a row or plain JSON")
    return {"value": value}


def _again(found: tuple[str, Any], asked: str, act: Act) -> Any:
    """The answer that was given before."""
    first, answer = found
    if first != asked:
        refuse(None, f"重复提交的标记“{act.by.key}”已用于另一次内容不同的操作，请换一个",
               f'the key "{act.by.key}" was used for a different request; choose another')
    if "model" in answer:
        held = answer["pk"]
        return apps.get_model(answer["model"])._base_manager.get(pk=tuple(held) if isinstance(held, list) else held)
    return answer["value"]
