"""A district with everybody who has no part in one confidential project; that project with all that can hang on one; and what each of them is told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from luodi.clocks.actions import New as NewClock
from luodi.clocks.actions import ask_excuse, open_clock
from luodi.clocks.models import Clock
from luodi.clocks.sweep import sweep
from luodi.clocks.telling import tell
from luodi.engine.identifiers import own_code
from luodi.engine.timelimit import Accepted, Limit, Received
from luodi.ledger.actions import By
from luodi.people import actions as people
from luodi.people.models import Account, Unit, UnitKind
from luodi.people.queries import person_of
from luodi.projects import actions
from luodi.projects.lights import follow
from luodi.projects.models import Note, Paper, Part, Project, Sight, Status, Task
from luodi.rights.addresses import URLS
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY, Country, person
from tests.projects.ladder import blob, project, uscc
from tests.projects.tables import row, table
from tests.rights.test_addresses import taken_back
from tests.rights.test_table import names

SECRET: Final = "隐山工程"
FIRM: Final = "某某装备50有限公司"
NATIONAL: Final = "2603-990101-04-01-000050"
EARLIER: Final = TODAY - timedelta(days=28)
NOWHERE: Final = own_code("000000", 2026, 99_998)
"""The code of a project that is not there."""
OUTSIDE: Final = ("colleague", "head", "unit_admin", "navigator", "other", "leader", "supervisor", "auditor", "admin", "contact", "left", "deputy",
                  "nobody")
"""Whoever has no part in it: of the owner's unit, of a unit that cooperates in it, over the region, in another project, no longer in it."""
LISTED: Final = tuple(f"projects_{name}" for name in ("list", "board", "regions", "funnel"))
_WANTED: Final = ("sort=due", "sort=changed", "sort=money", "sort=stage", "q=隐山", "q=ysgc", f"q={uscc(50)}", "stage=construction", "batch=started",
                  "entered=signed", "passed=reserve", "light=red", "light=none", "mine=unit", "mine=part", "money_from=900000", "category=industrial",
                  "status=active",
                  "when=total_investment_wan > 900000")
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "projects_list": _WANTED, "projects_board": _WANTED[:2], "projects_regions": _WANTED[:2], "projects_funnel": ("by=unit", "by=category", "q=隐山"),
    "projects_bulk": ("what=owner&all=1", "what=task&all=1&q=隐山", "what=status&all=1&light=red"),
    "workbench_search": ("q=隐山", "q=隐山工程", "q=ysgc", f"q={FIRM}", f"q={uscc(50)}", f"q={NATIONAL}", "q=蒸汽管网"),
    "workbench_lookup": (f"code={NOWHERE}",),
    "clocks_list": ("tab=all", "tab=all&light=red", "tab=mine&light=yellow"), "notices_inbox": ("tab=all", "tab=answer"),
    "ledger_entries": ("group=project", "group=clock", "group=import", "thing=project", "thing=clock", "person=owner", "outcome=refused"),
}
"""What is asked of a page besides the page itself."""
CHANGING: Final = ("people_second_factor", "people_oidc", "people_oidc_back")
"""Pages that are another one each time, whoever asks."""


@dataclass
class District:
    """`open_one`: a project that all officials of the bureau see; `clients`: a browser of each."""

    country: Country
    people: dict[str, Account]
    open_one: Project
    clients: dict[str, Client] = field(default_factory=dict)
    secret: Project | None = None


def founded(country: Country) -> District:
    """Everybody, and an open project whose clocks have turned and been told."""
    leaders = people.add_unit(MACHINE, country.district, "区领导", UnitKind.LEADERSHIP)
    held: dict[str, tuple[Unit, Role]] = {
        "owner": (country.bureau, Role.PROMOTER), "colleague": (country.bureau, Role.PROMOTER), "head": (country.bureau, Role.CHIEF),
        "unit_admin": (country.bureau, Role.UNIT_ADMIN), "navigator": (country.bureau, Role.NAVIGATOR), "other": (country.bureau_2, Role.REVIEWER),
        "leader": (leaders, Role.LEADER), "supervisor": (country.bureau_2, Role.SUPERVISOR), "auditor": (country.bureau_2, Role.AUDITOR),
        "admin": (country.bureau_2, Role.PLATFORM_ADMIN), "contact": (country.bureau_2, Role.ENTERPRISE), "inside": (country.bureau_2, Role.ENTERPRISE),
        "left": (country.bureau, Role.PROMOTER), "deputy": (country.bureau_2, Role.PROMOTER), "boss": (leaders, Role.LEADER)}
    found = {name: person(name, *where) for name, where in held.items()}
    people.set_absence(MACHINE, found["owner"], found["deputy"], EARLIER, TODAY - timedelta(days=1))
    made = project(country.bureau, found["colleague"], "approval", navigator=found["navigator"], name="海川装备制造基地", today=EARLIER)
    actions.give_part(MACHINE, made, "contact", found["contact"], EARLIER)
    owner = Account.objects.select_related("unit__region").get(pk=found["owner"].pk)
    actions.keep_filter(person_of(owner, TODAY), owner, SECRET, f"q={SECRET}", False, False)
    there = District(country, found, Project.objects.select_related("region", "unit", "enterprise").get(pk=made.pk))
    for name in OUTSIDE:
        there.clients[name] = Client()
        if name != "nobody":
            there.clients[name].force_login(found[name])
    turned()
    return there


def turned() -> None:
    """Clocks turn, those concerned are told, lights follow."""
    sweep(TODAY)
    tell(TODAY)
    follow()


def hidden(there: District, later: bool = False) -> Project:
    """The confidential project, with everything; `later`: open at first, and kept from others only at the end."""
    unit, held = there.country.bureau, there.people
    made = project(unit, held["left"], "construction", navigator=held["owner"], number=50, name=SECRET, today=EARLIER, confidential=not later,
                   facts={"total_investment_wan": "999999", "land_area_mu": "999"})
    actions.give_part(MACHINE, made, "leader", held["boss"], EARLIER)
    actions.give_part(MACHINE, made, "contact", held["inside"], EARLIER)
    actions.give_part(MACHINE, made, "unit", there.country.bureau_2, EARLIER)
    for sight in Sight:
        actions.add_note(MACHINE, made, f"{SECRET}的蒸汽管网，{sight.value}", sight, unit, held["owner"])
    actions.add_file(MACHINE, made, blob(SECRET), f"{SECRET}.txt", "minutes", Sight.OFFICIALS, there.country.bureau_2)
    actions.add_task(MACHINE, made, f"{SECRET}送样", unit, held["left"], 5, EARLIER)
    actions.add_task(MACHINE, made, f"{SECRET}没有人办", there.country.bureau_2, None, 5, EARLIER)
    actions.finish_task(MACHINE, Task.objects.filter(project=made, key="first_contact").get(), f"{SECRET}联系上了", EARLIER)
    open_clock(MACHINE, NewClock(unit, ("case", 9), f"{SECRET}的别的时限", [Received(EARLIER), Accepted(EARLIER)], Limit(5), confidential=not later,
                                 thread=made.pk), EARLIER)
    actions.relate(MACHINE, made, there.open_one, "二期")
    for status in (Status.PAUSED, Status.ACTIVE):
        actions.set_status(By(MACHINE, SECRET), made, status)
    if later:
        clock = Task.objects.select_related("clock__standing", "clock__unit", "clock__region").get(project=made, name=f"{SECRET}送样").clock
        assert clock
        ask_excuse(person_of(held["left"], TODAY), clock, f"{SECRET}等图纸", date(2026, 12, 10), TODAY)
        actions.set_confidential(By(MACHINE, SECRET), made, True)
    actions.hand_project(MACHINE, made, held["owner"], TODAY)
    turned()
    there.secret = Project.objects.select_related("region", "unit", "enterprise").get(pk=made.pk)
    return there.secret


def plain(content: bytes) -> str:
    """What somebody was told, without what differs each time a page is made: the token and the signature of its forms, the number of the request, the hour."""
    text = content.decode(errors="replace")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|请求编号 ?[\w-]+|第 \d+ 分钟|(?<=:)\w{6}:[\w-]{43}(?=")', "", text)
    return re.sub(r"\d\d:\d\d(:\d\d(\.\d+)?)?|[上下晚][午上]好", "", text)


def told(client: Client, method: str, address: str, **sent: Any) -> str:
    """One answer with its status, where it leads, and how many statements it took; nothing of it stays."""
    with taken_back():
        cookies: Any = client.cookies.copy()
        answer: Any = client.post(address, sent) if method == "POST" else client.get(address, headers=sent)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        client.cookies = cookies
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            content = b"".join(file.read(one) for one in sorted(file.namelist()) if one.startswith("xl/"))
    return f"{answer.status_code} {answer.headers.get('Location', '')}\n{plain(content)}"


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of the product that takes no key, by its name."""
    for name in sorted(names(get_resolver().url_patterns)):
        if name in URLS and name not in CHANGING:
            try:
                yield name, reverse(name)
            except NoReverseMatch:
                continue


def beside(there: District) -> Iterator[str]:
    """Pages with a key that stand beside the confidential project."""
    code, people = there.open_one.code, there.people
    yield from (f"/projects/{code}{path}" for path in ("", "/done", "/done?kind=relations", "/done?kind=clocks", "/map", "/map.ics", "/change", "/move",
                                                        "/hide", "/parts/member", "/tasks/add", "/relate", "/facts", "/fact/land_mode"))
    yield from (f"/clocks/{pk}" for pk in Clock.objects.filter(thread_id=there.open_one.pk).order_by("pk").values_list("pk", flat=True))
    yield from (f"/people/persons/{people[name].pk}" for name in ("owner", "left", "boss"))
    yield from (f"/people/units/{unit.pk}" for unit in (there.country.bureau, there.country.bureau_2))
    yield from (f"/ledger?region={region.pk}" for region in (there.country.city, there.country.district))
    yield from ("/imports/projects", "/imports/projects/template", f"/p/{code}", f"/p/{NOWHERE}")


def heard(there: District, name: str) -> dict[str, str]:
    """All that somebody is told, by what they asked."""
    client, out = there.clients[name], dict[str, str]()
    for url, address in addresses():
        if name == "auditor" and url.startswith("ledger"):
            continue  # whoever audits reads what is confidential there, and each look is an entry
        for query in ("", *(f"?{asked}" for asked in ASKED.get(url, ()))):
            out[f"{address}{query}"] = told(client, "GET", f"{address}{query}")
    out["palette"] = told(client, "GET", "/search?q=隐山", **{"HX-Request": "true"})
    for address in beside(there):
        if name != "auditor" or not address.startswith("/ledger"):
            out[address] = told(client, "GET", address)
    for form in ("csv", "xlsx"):
        out[f"export {form}"] = told(client, "POST", "/projects/export", form=form, query="")
        out[f"export {form} what fits"] = told(client, "POST", "/projects/export", form=form, query="q=隐山")
        if name != "auditor":
            out[f"ledger {form}"] = told(client, "POST", "/ledger/export", region=there.country.district.pk, form=form)
    return out


def probed(there: District, name: str) -> dict[str, str]:
    """What somebody is told who guesses: registers the same, names its codes, sends a table with them."""
    client, unit, code = there.clients[name], there.country.bureau.pk, there.open_one.code
    out = {"add": told(client, "POST", "/projects/add", name=SECRET, unit=unit, enterprise=FIRM, uscc=uscc(50)),
           "add, another name": told(client, "POST", "/projects/add", name=SECRET, unit=unit, enterprise="某某别的有限公司", uscc=uscc(50))}
    page = told(client, "GET", f"/projects/{code}/change")
    if found := re.search(r'name="seen" value="([^"]+)"', page):
        held = {"name": SECRET, "enterprise": FIRM, "uscc": uscc(50), "national_code": NATIONAL, "target_on": "", "seen": found[1]}
        out["change"] = told(client, "POST", f"/projects/{code}/change", **held)
    data = table(row(50, name=SECRET, enterprise=FIRM, unit="行政审批局"), row(51, uscc=uscc(50), unit="行政审批局"),
                 row(52, national_code=NATIONAL, unit="行政审批局"), row(53, name=SECRET, enterprise="", uscc="", unit="行政审批局"))
    with taken_back():
        sent: Any = client.post("/imports/projects", {"where": f"unit-{unit}", "file": SimpleUploadedFile("a.xlsx", data)})
        checked: Any = client.get(sent.headers["Location"]) if sent.status_code == 302 else sent
        out["table"] = f"{sent.status_code} {plain(checked.content)}"
    # What is new has another code, or another key for its table, in each world.
    return {what: re.sub(r"LD-\d{6}-\d\d-\d{5}-\w|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", said) for what, said in out.items()}


def doors(secret: Project) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every address of the confidential project itself, CODE where its code stands; with what is posted there, if anything."""
    task, paper, part = (model.objects.filter(project=secret).first() for model in (Task, Paper, Part))
    assert task
    assert paper
    assert part
    assert Note.objects.filter(project=secret).exists()
    for path in ("", "/done", "/map", "/map.ics", f"/files/{paper.pk}/1", "/fact/land_mode"):
        yield "GET", f"/projects/CODE{path}", {}
    for path in ("/change", "/move", "/back", "/status", "/hide", "/facts/scale", "/parts/member", f"/parts/{part.pk}/end", "/tasks/add",
                 f"/tasks/{task.pk}/done", f"/tasks/{task.pk}/hand", "/notes/add", "/files/add", f"/files/{paper.pk}/add", "/relate"):
        yield "GET", f"/projects/CODE{path}", {}
        yield "POST", f"/projects/CODE{path}", {"name": "改名", "text": "x", "reason": "x", "who": "colleague", "result": "x", "sight": "officials"}
    yield "GET", "/p/CODE", {}
    yield "GET", "/p?code=CODE", {}
    yield "GET", "/search?q=CODE", {}
    yield "GET", "/projects/?q=CODE", {}
