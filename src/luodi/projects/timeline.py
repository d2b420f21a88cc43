"""Everything that was done to a project and its clocks, in words, as far as somebody may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.clocks.derive import unpacked
from luodi.clocks.models import Clock
from luodi.clocks.shown import lights
from luodi.engine.conditions import AttributeTable
from luodi.engine.mechanism import Lifecycle
from luodi.engine.timelimit import Event
from luodi.frame.paths import ids
from luodi.frame.templatetags.luodi import long_day
from luodi.ledger import queries, words
from luodi.ledger.models import Entry, Outcome
from luodi.ledger.verbs import VERBS
from luodi.projects import verbs
from luodi.projects.models import Note, Paper, Sight, Status, Task
from luodi.projects.queries import visible
from luodi.projects.rules import value_words
from luodi.projects.thread import Look
from luodi.rights.permissions import Right, may

PAGE: Final = 30
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "stage": ("project.add", "project.imported", "project.move", "project.back", "project.status", "project.hide"),
    "facts": ("project.facts", "project.change", "project.imported"),
    "people": ("project.part.give", "project.part.end", "project.hand"), "tasks": ("project.task.add", "project.task.done", "project.task.hand"),
    "notes": ("project.note",), "files": ("project.file",), "relations": ("project.relate", "project.unrelate"),
    "clocks": ("clock.open", "clock.event", "clock.assign", "clock.answer", "clock.excuse.ask", "clock.excuse.approve", "clock.excuse.refuse")}
"""What one may look for, by the verbs that it has."""
OUTSIDE: Final = ("project.add", "project.move", "project.back", "project.task.done")
"""What the enterprise sees, besides notes and files that are for it."""
CLOCK: Final = ("light", "due_on", "assignee_id", "hold_until")
"""What is told of a clock that changed; the rest stands on its own page."""
TOLD_BY_TASK: Final = ("clock.open", "clock.event", "clock.assign")
"""What happens to the clock of a task stands in the entry of the task."""
UNTOLD: Final[set[str]] = set()
"""Verbs of houses above that nothing happens by, such as keeping a draft: set by the house that has them (`AppConfig.ready`)."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Days are both counted."""

    kind: str = ""
    people: tuple[int, ...] | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Happened:
    """Something that was done. `said`: what of it, a line each; `text`: the words of a note; `url`: a file."""

    at: datetime
    who: str
    did: str
    said: tuple[str, ...] = ()
    text: str = ""
    url: str = ""
    refused: bool = False
    instead_of: str = ""


@dataclass(frozen=True)
class Told:
    """A page of it, and the number before which the next one begins."""

    rows: list[Happened]
    before: int | None


def told(look: Look, wanted: Wanted, course: Lifecycle, table: AttributeTable, lang: str, before: int | None = None, page: int = PAGE) -> Told:
    """A page of what was done, newest first. At most eleven statements, however long the thread is."""
    rows = _rows(look, wanted)
    if before is not None:
        rows = rows.filter(number__lt=before)
    # Not the order of the region's chain: all of it would be walked through to find one project's.
    found = list(rows.order_by((F("number") + 0).desc())[:page + 1])
    more, shown = len(found) > page, found[:page]
    last = shown[-1].number if more else None
    names = queries.names(words.things_in(shown, inside=True), queries.Place(look.project.region_id, "", ids(look.project.region.path)))
    texts = dict(Note.objects.filter(look.sees("by"), project=look.project, pk__in=_held(shown, "project.note", "note")).values_list("pk", "text"))
    teller = _Teller(look, course, table, lang, names, texts, _clocks(shown))
    return Told([teller.happened(entry) for entry in shown], last)


def _rows(look: Look, wanted: Wanted) -> QuerySet[Entry]:
    project = look.project
    about = Q(subject_type="project", subject_id=project.pk)
    if look.inside:
        of_tasks = set(Task.objects.filter(project=project, clock__isnull=False).values_list("clock", flat=True))
        running = set(Clock.objects.filter(region=project.region_id, thread_id=project.pk, ended_on__isnull=True).values_list("pk", flat=True))
        if of_tasks or running:
            of_clocks = Q(subject_type="clock", subject_id__in=sorted(of_tasks | running))
            about |= of_clocks & ~Q(subject_id__in=sorted(of_tasks), verb__in=TOLD_BY_TASK)
    rows = Entry.objects.filter(about, region_id=project.region_id)
    if not may(look.person, Right.LEDGER_READ, look.matter).allowed:
        rows = rows.filter(outcome=Outcome.DONE).exclude(verb__startswith="record.")
    if UNTOLD:
        rows = rows.exclude(verb__in=sorted(UNTOLD))
    rows = rows.filter(_seen(look)) if not look.inside else _without_unseen_relations(look, rows.exclude(_unseen(look)))
    if wanted.kind in KINDS:
        rows = rows.filter(verb__in=KINDS[wanted.kind])
    if wanted.people is not None:
        rows = rows.filter(Q(person_id__in=wanted.people) | Q(on_behalf_of_id__in=wanted.people))
    if wanted.first:
        rows = rows.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    return rows


def _seen(look: Look) -> Q:
    """What somebody outside sees: what is for them, and what they did themselves."""
    shared = Q(verb__in=("project.note", "project.file")) & (Q(payload__sight=Sight.ENTERPRISE.value) | Q(person_id__in=look.accounts))
    return Q(verb__in=OUTSIDE) | shared


def _unseen(look: Look) -> Q:
    """Notes and files of other units. Two statements."""
    hidden = Note.objects.filter(project=look.project, sight=Sight.UNIT).exclude(look.sees("by")).values_list("pk", flat=True)
    kept = Paper.objects.filter(project=look.project, sight=Sight.UNIT).exclude(look.sees()).values_list("pk", flat=True)
    return Q(verb="project.note", payload__note__in=list(hidden)) | Q(verb="project.file", payload__paper__in=list(kept))


def _without_unseen_relations(look: Look, rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """That this project belongs together with one that somebody may not see is not told, nor that something is left out: a page is as full without it.

    Part of the statement that it stands in, besides one for those who see projects through units.
    """
    other = Cast(KeyTextTransform("project", "payload"), BigIntegerField())
    rows = rows.alias(_other=Case(When(verb__in=KINDS["relations"], outcome=Outcome.DONE, then=other)))
    return rows.filter(Q(_other__isnull=True) | Exists(visible(look.person).filter(pk=OuterRef("_other"))))


def _clocks(entries: Iterable[Entry]) -> dict[int, str]:
    """What the clocks are called that entries are about. One statement, or none."""
    about = {entry.subject_id for entry in entries if entry.subject_type == "clock" and entry.subject_id is not None}
    return dict(Clock.objects.filter(pk__in=about).values_list("pk", "name")) if about else {}


def _held(entries: Iterable[Entry], verb: str, field: str) -> list[int]:
    return [entry.payload[field] for entry in entries if entry.verb == verb and entry.outcome == Outcome.DONE]


@dataclass(frozen=True)
class _Teller:
    """Entries of one project in one language. `clocks`: what its clocks are called."""

    look: Look
    course: Lifecycle
    table: AttributeTable
    lang: str
    names: words.Names
    texts: dict[int, str]
    clocks: dict[int, str]

    def happened(self, entry: Entry) -> Happened:
        """An entry in words. No statement."""
        line = words.line(entry, self.names)
        if line.refused:
            return Happened(entry.at, line.who, line.did, refused=True, instead_of=line.instead_of)
        said = [one for one in self._said(entry) if one]
        if entry.reason and self.look.inside:
            said.append(_("理由：%(why)s") % {"why": entry.reason})
        text, url = "", ""
        if entry.verb == "project.note":
            text = self.texts.get(entry.payload["note"], "")
        if entry.verb == "project.file":
            url = f"/projects/{self.look.project.code}/files/{entry.payload['paper']}/{entry.payload['version']}"
        return Happened(entry.at, line.who, line.did, tuple(said), text, url, instead_of=line.instead_of)

    def _said(self, entry: Entry) -> list[str]:
        held, after = entry.payload if isinstance(entry.payload, dict) else {}, entry.after or {}
        match entry.verb:
            case "project.move" | "project.back":
                return [_("进入“%(stage)s”，%(day)s") % {"stage": self._stage(held["stage"]), "day": self._day(held["on"])}]
            case "project.add":
                return [after.get("name", ""), self._stage(after.get("stage", ""))]
            case "project.imported":
                return list(self._imported(held, entry.before, after))
            case "project.hand":
                return [self.names.get(("account", held["account"]), "—")]
            case "project.facts":
                before = entry.before or {}
                return [f"{self._attribute(key)}：{self._value(key, before.get(key))} → {self._value(key, after.get(key))}" for key in held["facts"]]
            case "project.status":
                return [str(Status(after["status"]).label) if after.get("status") in Status.values else ""]
            case "project.hide":
                return [_("改为保密") if after.get("confidential") else _("不再保密")]
            case "project.part.give" | "project.part.end":
                kind = self.course.parts.get(held["part"])
                who = self.names.get(("account", held["account"]) if held["account"] else ("unit", held["unit"]), "—")
                return [f"{kind.title(self.lang) if kind else held['part']}：{who}"]
            case "project.task.add" | "project.task.hand" | "project.task.done":
                whose = self.names.get(("account", held["account"]), "") if held["account"] and entry.verb != "project.task.done" else ""
                # What came of it is said to those outside only where it was theirs to do.
                tells = entry.verb == "project.task.done" and (self.look.inside or entry.person_id in self.look.accounts)
                return [" · ".join(filter(None, (held["name"], whose))), str(after.get("result", "")) if tells else ""]
            case "project.file":
                return [_("%(name)s（第 %(n)s 版）") % {"name": held["name"], "n": held["version"]}]
            case "project.relate" | "project.unrelate":
                return [held["why"]]
            case "project.note":
                return []
            case verb if entry.subject_type == "clock":
                name = self.clocks.get(entry.subject_id or 0, "").removeprefix(f"{self.look.project.name} · ")
                happened = _event(held).name.to(self.lang) if verb == "clock.event" else ""
                return [" · ".join(filter(None, (name, happened))), *self._turned(entry.verb, entry.before or {}, after)]
            case _:
                return [said for one in words.changes(entry, self.names) if one.changed and (said := one.said)][:6]

    def _turned(self, verb: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
        """What people want to know of a clock that changed: its light, its days, whose it is. What stays as it was is left out."""
        out = []
        for field in CLOCK:
            if field in after and after[field] != before.get(field):
                now, then = self._of_clock(field, after[field]), self._of_clock(field, before.get(field))
                label = words.in_words(VERBS[verb].label(field))
                out.append(f"{label}：{then} → {now}" if before.get(field) else f"{label}：{now}")
        return out

    def _of_clock(self, field: str, value: Any) -> str:
        if field == "light":
            return lights().get(value, value or "—")
        if field == "assignee_id":
            return self.names.get(("account", value or 0), "—")
        return self._day(value) if value else "—"

    def _imported(self, row: dict[str, Any], before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[str]:
        """The row of a table, and what it made or changed."""
        yield _("%(file)s，第 %(row)s 行") % {"file": row["file"], "row": row["row"]}
        if before is None:
            yield from (after["name"], self._stage(after["stage"]))
            return
        for name in (name for name in ("name", "enterprise_name", "enterprise_code", "national_code", "target_on") if before[name] != after[name]):
            yield f"{words.in_words(verbs.IMPORTED.label(name))}：{before[name] or '—'} → {after[name] or '—'}"
        for key, value in after["facts"].items():
            if (was := before["facts"].get(key)) != value:
                yield f"{self._attribute(key)}：{self._value(key, was)} → {self._value(key, value)}"

    def _stage(self, key: str) -> str:
        return self.course.stage(key).title(self.lang) if key in self.course.order else key

    def _day(self, iso: str) -> str:
        return long_day(date.fromisoformat(iso[:10]), self.lang)

    def _attribute(self, key: str) -> str:
        return self.table[key].name(self.lang) if key in self.table else key

    def _value(self, key: str, value: Any) -> str:
        return value_words(self.table, key, value, self.lang)


def _event(held: Mapping[str, Any]) -> Event:
    """The event that an entry noted."""
    return unpacked(held["kind"], date.fromisoformat(held["day"]), held["data"])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
