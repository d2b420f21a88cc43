"""The rooms behind the door: which of them somebody may enter, and what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from luodi.rights.kernel import Person
from luodi.rights.permissions import URLS, Right, may

ROOMS: Final[list[tuple[str, str]]] = [
    ("workbench_desk", _("工作台")),
    ("notices_inbox", _("消息")),
    ("promotion_leads", _("线索")),
    ("promotion_asked", _("待答复")),
    ("promotion_promises", _("承诺事项")),
    ("projects_list", _("项目库")),
    ("clocks_list", _("时限")),
    ("people_units", _("单位和人员")),
    ("ledger_entries", _("台账")),
    ("outbox_dead", _("未送达的消息")),
    ("work_jobs", _("后台任务")),
    ("operations_state", _("系统")),
]
"""Names of addresses with their words, in the order of the menu. The part before the first `_` of a name is its house: on a page that is no entry itself, the
first entry of its house is shown as the one where one is.
"""

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
    if not person.known or person.first:
        return []
    found = [(url, words) for url, words in ROOMS if may(person, URLS[url]).allowed]
    house = [url for url, _words in found if url.split("_")[0] == room]
    match = request.resolver_match
    here = match.url_name if match and match.url_name in house else house[0] if house else ""
    return [Door(url, words, url == here, BADGES[url](request) if url in BADGES else 0) for url, words in found]


def finds(person: Person) -> bool:
    """Whether a person may search, and has nothing else to do first."""
    return person.known and not person.first and may(person, Right.LIBRARY_READ).allowed


def menu(context: dict[str, Any]) -> list[Door]:
    """`doors`, from what a template knows."""
    request = context["request"]
    match = request.resolver_match
    own = match is not None and URLS.get(match.url_name or "") in _OWN
    return doors(request, request.person, "" if own else context.get("room", ""))
