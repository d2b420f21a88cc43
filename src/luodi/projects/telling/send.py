"""One notice for each person and act: of one project by itself, of many that are changed in one go all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from luodi.engine.source import Said
from luodi.ledger.actions import Act, By, Subject, action, together
from luodi.notices.actions import New, notify
from luodi.notices.kinds import Kind
from luodi.projects import verbs
from luodi.projects.models import Project
from luodi.projects.telling.around import Seat
from luodi.projects.telling.kinds import MANY
from luodi.projects.telling.words import headline
from luodi.rights.kernel import MACHINE
from luodi.rights.permissions import Right

NAMED: Final = 5
"""Changes that a notice about many projects writes out; of the others it says how many there are."""
LIBRARY: Final = "/projects/?sort=changed"


@dataclass(frozen=True)
class Word:
    """What is told of a project. `what`: tells it from anything else that the same act does to the project; `inside`: for those who see what officials
    keep; `outside`: for the others, None for nothing; `at`: where on the page it is. `personal`: never to the group of a unit.
    """

    kind: Kind
    what: str
    title: Said
    inside: Said
    outside: Said | None = None
    at: str = ""
    personal: bool = False


@dataclass(frozen=True)
class _Told:
    project: int
    new: New


@dataclass
class Together:
    """What was to be told while many projects are changed."""

    told: list[_Told] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """One of them: when it comes to nothing, so does what was to be told of it."""
        before = len(self.told)
        try:
            yield
        except BaseException:
            del self.told[before:]
            raise


_many: ContextVar[Together | None] = ContextVar("luodi_projects_telling_many", default=None)


def send(act: Act, project: Project, word: Word, to: Iterable[Seat]) -> None:
    """Tell those who may see it, within an action. Statements: those of `notify`, or none while many projects are changed."""
    put(act, project, [_new(act, project, word, seat, said, f"/projects/{project.code}{word.at}", word.personal or not seat.group) for seat in to
                       if (said := word.inside if seat.inside else word.outside if seat.reads else None) is not None])


def send_away(act: Act, project: Project, word: Word, to: Iterable[Seat], url: str = "") -> None:
    """Tell those who do not see the project what concerns themselves, and the group of their unit nothing. `url`: where it leads, if anywhere."""
    put(act, project, [_new(act, project, word, seat, word.inside, url, personal=True) for seat in to if not seat.reads])


def _new(act: Act, project: Project, word: Word, seat: Seat, said: Said, url: str, personal: bool) -> New:
    key = f"project.{project.pk}.{word.what}.{stamp(act)}"
    return New(seat.account.pk, word.kind.name, key, headline(word.title), said, url, "project", project.pk, personal=personal)


def put(act: Act, project: Project, news: Sequence[New]) -> None:
    """Tell what is worded already."""
    many = _many.get()
    if many is not None:
        many.told += [_Told(project.pk, new) for new in news]
    elif news:
        notify(act, news)


def stamp(act: Act) -> str:
    """When an act happened, as a part of keys."""
    return f"{act.at:%Y%m%dT%H%M%S%f}"


@contextmanager
def at_once(by: By, regions: Iterable[int]) -> Iterator[Together]:
    """Many projects of some regions are changed by one COMMIT, and whoever is concerned by several is told once, with how many there are."""
    there = sorted(set(regions))
    with together(*there):
        token = _many.set(many := Together())
        try:
            yield many
        finally:
            _many.reset(token)
        if many.told:
            _tell(By(MACHINE, by.reason, by.request_id), there[0], by.person.name, many.told)


@action(verb=verbs.TELL, needs=Right.NOTICES_SEND, subject=lambda region_id, *rest: Subject(region_id, "project", None))
def _tell(act: Act, region_id: int, who: str, told: Sequence[_Told]) -> int:
    """Tell of many projects. Statements: those of `notify`."""
    by_account: dict[int, list[_Told]] = {}
    for one in told:
        by_account.setdefault(one.new.account_id, []).append(one)
    act.note(projects=len({one.project for one in told}), people=len(by_account))
    return notify(act, [new for account, some in by_account.items() for new in _folded(act, account, who, some)])


def _folded(act: Act, account: int, who: str, told: Sequence[_Told]) -> list[New]:
    """What one person is told: everything about one project as it is, about several in one notice."""
    count = len({one.project for one in told})
    if count == 1:
        return [one.new for one in told]
    shown, more = [one.new.title for one in told[:NAMED]], len(told) - NAMED
    zh, en = [said.zh for said in shown], [said.en for said in shown]
    if more > 0:
        zh.append(f"还有 {more} 件，到项目库里看。")
        en.append(f"and {more} more: see the library.")
    return [New(account, MANY.name, f"project.many.{stamp(act)}.{account}", Said(f"{count} 个项目有变化：{who}", f"{count} projects changed by {who}"),
                Said("\n".join(zh), "\n".join(en)), LIBRARY, "project", None, personal=any(one.new.personal for one in told))]
