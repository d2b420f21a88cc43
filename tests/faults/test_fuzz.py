"""Nonsense in every form and every address behind the door: an answer in words, nothing half saved, nothing in the log.

The forms are those that the pages show, whatever pages there are. `LUODI_FUZZ=20000` asks so often, the tests some sixty times.
"""

from __future__ import annotations

import io
import logging
import os
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from luodi.people.imports.shape import PEOPLE
from luodi.people.models import Account
from luodi.rights.addresses import URLS
from luodi.rights.permissions import Right
from tests.faults import nonsense
from tests.faults.ground import HEADER, Ground, at_work
from tests.faults.nonsense import Form
from tests.frame.sheets import excel
from tests.imports.tables import uploaded
from tests.people.country import Country
from tests.portal.words import text_of

TIMES = int(os.environ.get("LUODI_FUZZ", "64"))
PARTS = 4 if TIMES > 1_000 else 1
"""Each part looks for all forms first."""
READ, CHANGED = (200, 302, 400, 403, 404, 405, 410, 413, 422, 429, 503), (200, 301, 302, 303)
KEYS = {"after", "before", "q", "tab", "light", "region", "first", "last", "verb", "person", "page", "parent", "next", "state", "code", "link"}
FIRST = (1, 2, 3)
"""Keys of rows of which the ground has none of a name of its own: some are there, most are not."""
TOKEN = "t" * 32
SIDE = {"luodi_cache", "people_session", "ledger_head", "django_migrations", "sqlite_sequence"}
"""Tables that any request may write to, refused ones too."""


@pytest.fixture
def ground(country: Country, settings: Any) -> Ground:
    """A district at work."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    return at_work(country)


def patterns(under: Any = None, before: str = "/") -> Iterator[tuple[str, str, dict[str, str]]]:
    """All addresses behind the door, as they are written: name, route, and the kinds of its parts."""
    for one in (under or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + (str(one.pattern) if not before.startswith("/zh") else ""))
        elif isinstance(one, URLPattern) and one.name and URLS[one.name] is not Right.PORTAL_READ:
            parts = {name: type(kind).__name__.removesuffix("Converter").lower() for name, kind in one.pattern.converters.items()}
            yield one.name, (before + str(one.pattern)).replace("zh-hans/", ""), parts


def address(route: str, parts: dict[str, str], ground: Ground, chance: random.Random, odd: float = 0.1) -> str:
    """An address with real ids, sometimes with nonsense."""
    for name, kind in parts.items():
        shown = f"<{name}>" if f"<{name}>" in route else f"<{'str' if kind == 'string' else kind}:{name}>"
        route = route.replace(shown, str(nonsense.in_path(chance, kind) if chance.random() < odd else chance.choice(ground.named.get(name, FIRST))))
    return route


def shown(ground: Ground) -> dict[str, list[Form]]:
    """The forms that each of the people is shown, on all pages."""
    chance, found = random.Random(0), {}
    for who, account in ground.people.items():
        client, forms = Client(), dict[tuple[str, ...], Form]()
        client.force_login(account)
        for _, route, parts in patterns():
            for _ in range(2 if parts else 1):
                here = address(route, parts, ground, chance, odd=0)
                answer = client.get(here)
                if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                    forms |= {(form.action, *form.fields): form for form in nonsense.forms(answer.content.decode(), here)}
        found[who] = list(forms.values())
    return found


def standing() -> dict[str, Any]:
    """Every row there is, but for what refused attempts leave."""
    out = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - SIDE):
            cursor.execute(f'SELECT * FROM "{table}"' + (" WHERE outcome <> 'refused'" if table == "ledger_entry" else ""))
            names = [one[0] for one in cursor.description]
            out[table] = sorted(str([value for name, value in zip(names, row, strict=True) if name not in ("failed_sign_ins", "locked_until", "last_login")])
                                for row in cursor.fetchall())
    return out


def signed_in(account: Account) -> Client:
    """A browser as the product sees it: what is forged is refused before anything looks into the body, but the body has been read."""
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN})
    client.force_login(account)
    client.cookies["csrftoken"] = TOKEN
    return client


def ask(client: Client, before: dict[str, Any], asked: Any, method: str, where: str, kind: str, body: bytes) -> Any:
    """Ask once, and take back whatever was changed. The answer, when it is one that may be."""
    around: Any = transaction.atomic()
    around._from_testcase = True  # as the test's own: actions, which are durable, may be inside
    with around:
        try:
            answer = client.generic(method, where, body, content_type=kind)
            said = answer.getvalue() if answer.streaming else answer.content
        except Exception as problem:  # what was asked is what one needs to know
            raise AssertionError(f"{asked} {method} {where[:300]} {kind[:60]} {body[:600]!r}") from problem
        wrong = []
        if answer.status_code not in READ:
            wrong.append(f"says {answer.status_code}")
        if answer.status_code not in CHANGED:
            after = standing()
            wrong += [f"{table} changed" for table in before if before[table] != after[table]]
        if 400 <= answer.status_code != 405 and len(text_of(answer)) < 5:
            wrong.append(f"no words with {answer.status_code}")
        if b"\x00" in said and b"text/html" in answer.headers.get("Content-Type", "").encode():
            wrong.append("NUL in a page")
        transaction.set_rollback(True)
    assert not wrong, f"{asked} {wrong} {method} {where[:300]} {kind[:60]} {body[:600]!r}"
    return answer


@pytest.mark.walk
@pytest.mark.parametrize("part", range(PARTS))
def test_nonsense_breaks_nothing_and_what_is_refused_is_not_half_saved(ground: Ground, caplog: pytest.LogCaptureFixture, part: int) -> None:
    chance = random.Random(part)
    caplog.set_level(logging.ERROR)
    tables, known, routes = nonsense.files(chance), shown(ground), [one for one in patterns() if one[0] != "people_sign_out"]
    keys = sorted(KEYS | {name for forms in known.values() for form in forms for name in form.fields})
    answers: Counter[int] = Counter()
    clients = {who: signed_in(account) for who, account in ground.people.items()}
    before = standing()
    for turn in range(TIMES // PARTS):
        who = chance.choice(["admin", "clerk", "manager", "du", "promoter", "promoter"])
        form, look = chance.choice(known[who]), chance.random() < 0.25
        if look or chance.random() < 0.15:
            _, route, parts = chance.choice(routes)
            form = Form(address(route, parts, ground, chance, odd=0.2), "post", chance.choice(known["admin"]).fields)
        if look:
            ask(clients[who], before, (part, turn, who), "GET", f"{form.action}?{nonsense.query(chance, keys)}", "", b"")
        else:
            kind, body = nonsense.bodies(form, chance, tables)
            answers[ask(clients[who], before, (part, turn, who), "POST", form.action, kind, body).status_code] += 1
    # Bodies that are too big are refused loudly, which is no fault.
    assert not [record.getMessage() for record in caplog.records if not record.name.startswith("django.security")]
    # Enough of it comes past the first guard, and some is taken.
    assert answers[422] + answers[302] > TIMES // PARTS / 5, answers


@pytest.mark.parametrize("table", ["bomb", "formulas", "thousand"])
def test_tables_that_mean_harm_are_refused_in_words(ground: Ground, table: str) -> None:
    client, before = signed_in(ground.people["admin"]), standing()
    where = f"region-{ground.named['region'][0]}"
    formula = excel([HEADER, ["zhao", "=1+1", "", "行政审批局", "审批员", "", ""]], PEOPLE, lambda book, page: page.write_formula(1, 1, "=HYPERLINK(1)"))
    file = {"bomb": nonsense.bomb, "formulas": lambda: formula, "thousand": nonsense.good_book}[table]()
    parts = [("where", where.encode(), None), *[("file", file, "../../a.xlsx")] * (1000 if table == "thousand" else 1)]
    answer = ask(client, before, table, "POST", "/imports/people", nonsense.MULTIPART, nonsense.multipart(parts))
    assert answer.status_code in ((302,) if table == "formulas" else (400, 422))


def test_what_looks_like_a_formula_comes_back_as_text(ground: Ground) -> None:
    admin = ground.people["admin"]
    upload = uploaded(admin, excel([HEADER, ["zhao", "=HYPERLINK(\"http://x\")", "", "@SUM(A1)", "+1", "-1", "\t=1"]], PEOPLE), "=1.xlsx")
    told = signed_in(admin).get(f"/imports/people/{upload.pk}/marked").content
    with zipfile.ZipFile(io.BytesIO(told)) as parts:
        pages = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert pages
    assert not [page for page in pages if b"<f>" in page or b"<f " in page]
