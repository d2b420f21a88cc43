"""The rooms behind the door: which of them somebody may enter, and what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from luodi.rights.addresses import URLS
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may

ROOMS: Final[list[tuple[str, str]]] = [
    ("workbench_desk", _("工作台")),
    ("notices_inbox", _("消息")),
    ("promotion_hub", _("招商总览")),
    ("promotion_leads", _("线索")),
    ("promotion_firms", _("企业和投资方")),
    ("promotion_chains", _("产业链")),
    ("promotion_packaged", _("包装项目")),
    ("promotion_events", _("推介活动")),
    ("promotion_experts", _("顾问和服务组")),
    ("promotion_services", _("联动服务清单")),
    ("promotion_asked", _("等我们答复的")),
    ("promotion_instructions", _("领导批示")),
    ("promotion_promises", _("承诺台账")),
    ("promotion_rulings", _("首接争议")),
    ("promotion_league", _("单位排行")),
    ("promotion_duties", _("职责对应")),
    ("projects_list", _("项目库")),
    ("projects_funnel", _("漏斗")),
    ("clocks_list", _("时限")),
    ("people_units", _("单位和人员")),
    ("ledger_entries", _("台账")),
    ("outbox_dead", _("未送达的消息")),
    ("work_jobs", _("后台任务")),
    ("operations_state", _("系统")),
]
"""Names of addresses with their words, in the order of the menu. The part before the first `_` of a name is its house: the menu has one entry for each house,
which leads to the first of its rooms that somebody may enter; the others stand beside one another on its pages.
"""

HOUSES: Final[dict[str, str]] = {"promotion": _("招商")}
"""What the menu calls a house with several rooms."""

_OWN: Final = frozenset({Right.OWN_ACCOUNT, Right.RIGHTS_READ, Right.SIGN_IN})
"""What is in no room: it is reached through one's own name."""

BADGES: Final[dict[str, Callable[[HttpRequest], int]]] = {}
"""How much waits behind an entry, by the name of its address; set by the app that knows (`AppConfig.ready`). One statement each at most."""


@dataclass(frozen=True)
class Door:
    """An entry of the menu. `count`: how much waits there."""

    url: str
    words: str
    here: bool
    count: int


def doors(request: HttpRequest, person: Person, room: str) -> list[Door]:
    """The menu of a person who is signed in, as they see it in `room`."""
    houses: dict[str, list[tuple[str, str]]] = {}
    for url, words in _open(person):
        houses.setdefault(_house(url), []).append((url, words))
    return [Door(rooms[0][0], HOUSES.get(house, rooms[0][1]), house == room, sum(BADGES[url](request) for url, _words in rooms if url in BADGES))
            for house, rooms in houses.items()]


def beside(request: HttpRequest, person: Person) -> list[Door]:
    """The rooms of the house that somebody is in, where it has several; none on the pages of one project, which have a house of their own."""
    match = request.resolver_match
    if match is None or "code" in match.kwargs or (house := _house(match.url_name or "")) not in HOUSES:
        return []
    rooms = [(url, words, reverse(url)) for url, words in _open(person) if _house(url) == house]
    here = max((path for _url, _words, path in rooms if f"{request.path}/".startswith(f"{path}/")), key=len, default="")
    return [Door(url, words, path == here, 0) for url, words, path in rooms] if len(rooms) > 1 else []


def _open(person: Person) -> list[tuple[str, str]]:
    """The rooms that a person may enter."""
    if not person.known or person.first:
        return []
    return [(url, words) for url, words in ROOMS if may(person, URLS[url]).allowed]


def _house(url: str) -> str:
    return url.split("_")[0]


def finds(person: Person) -> bool:
    """Whether a person may search, and has nothing else to do first."""
    return person.known and not person.first and may(person, Right.LIBRARY_READ).allowed


def menu(context: dict[str, Any]) -> list[Door]:
    """`doors`, from what a template knows."""
    request = context["request"]
    match = request.resolver_match
    own = match is not None and URLS.get(match.url_name or "") in _OWN
    return doors(request, request.person, "" if own else context.get("room", ""))
