"""The list and an entry: who sees what, filters, pages, files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from luodi.ledger import export, queries
from luodi.ledger.actions import By
from luodi.ledger.chain import verify
from luodi.ledger.models import Entry
from luodi.people import actions
from luodi.people.models import RegionKind, UnitKind
from luodi.rights.kernel import MACHINE, Denied, Person, Role
from tests.ledger.pages.secrets import do, secret
from tests.people.country import Country, without_token

As = Callable[..., Client]


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_list_says_who_did_what_about_what_and_marks_what_was_refused(country: Country, as_: As) -> None:
    client = as_(Role.AUDITOR)
    with pytest.raises(Denied):
        actions.add_unit(By(Person(None, ""), "硬闯"), country.district, "某局", UnitKind.APPROVAL)
    page = text(client.get("/ledger"))
    for words in ("新增单位", "系统", "被拒绝", "没有登录的人", "硬闯", "即墨区", 'class="refused"'):
        assert words in page, words


@pytest.mark.parametrize(("role", "unit", "codes"), [
    (Role.AUDITOR, "bureau", [200, 200, 200]), (Role.SUPERVISOR, "bureau", [200, 200, 404]), (Role.CLERK, "bureau", [403, 403, 403]),
    (Role.PLATFORM_ADMIN, "bureau", [403, 403, 403]), (Role.AUDITOR, "far", [404, 404, 404]), (None, "", [302, 302, 302])])
def test_who_sees_the_list_an_entry_and_a_confidential_entry(country: Country, as_: As, role: Role | None, unit: str, codes: list[int]) -> None:
    secret(country.district.pk)
    number = Entry.objects.get(confidential=True).number
    client = as_(role, unit)
    here = country.district.pk
    assert [client.get(path).status_code for path in (f"/ledger?region={here}", f"/ledger/{here}/1", f"/ledger/{here}/{number}")] == codes


def test_a_confidential_entry_is_like_one_that_is_not_there(country: Country, as_: As) -> None:
    secret(country.district.pk)
    number = Entry.objects.get(confidential=True).number
    client = as_(Role.SUPERVISOR)
    hidden, missing = (client.get(f"/ledger/{country.district.pk}/{n}").content.decode().replace(f"/{n}", "/N") for n in (number, 9_999))
    assert without_token(hidden) == without_token(missing)


@pytest.mark.parametrize(("role", "seen"), [(Role.AUDITOR, 1), (Role.SUPERVISOR, 0)])
def test_a_confidential_line_is_shown_and_exported_to_those_only_whose_row_says_so(country: Country, as_: As, role: Role, seen: int) -> None:
    client = as_(role)
    secret(country.district.pk)
    here = country.district.pk
    assert text(client.get(f"/ledger?thing=&group=test&region={here}")).count('class="main"') == seen
    for form in ("csv", "xlsx"):
        answer = client.post("/ledger/export", {"region": here, "group": "test", "form": form})
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")))) if form == "csv" else CalamineWorkbook.from_filelike(
            BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert len(rows) == 1 + seen
    assert [entry.confidential for entry in Entry.objects.filter(verb="record.export")] == [bool(seen)] * 2


def test_whoever_reads_confidential_lines_leaves_one_entry_in_ten_minutes(country: Country, as_: As) -> None:
    client = as_(Role.AUDITOR)
    secret(country.district.pk)
    for _ in range(3):
        client.get("/ledger")
    number = Entry.objects.get(verb="test.pair").number
    for _ in range(3):
        client.get(f"/ledger/{country.district.pk}/{number}")
    read = Entry.objects.filter(verb="record.read").order_by("number")
    assert [(one.subject_type, one.subject_id, one.confidential) for one in read] == [("ledger", None, True), ("counter", 5, True)]


def test_whoever_reads_what_is_not_confidential_leaves_nothing(country: Country, as_: As) -> None:
    client = as_(Role.SUPERVISOR)
    secret(country.district.pk)
    before = Entry.objects.count()
    client.get("/ledger")
    client.get(f"/ledger/{country.district.pk}/1")
    assert Entry.objects.count() == before


@pytest.mark.parametrize(("query", "fits"), [
    ({"group": "test"}, {"test.pair"}), ({"thing": "unit"}, {"unit.add"}), ({"thing": "counter", "id": "5"}, {"test.pair"}), ({"outcome": "refused"}, set()),
    ({"person": "auditor-bureau"}, set()), ({"first": "2031-01-01"}, set()), ({"last": "2020-01-01"}, set())])
def test_filters_leave_what_fits(country: Country, as_: As, query: dict[str, str], fits: set[str]) -> None:
    client = as_(Role.AUDITOR)
    do(MACHINE, country.district.pk)
    answer = client.get("/ledger", query)
    assert {line.entry.verb for line in answer.context["lines"]} == fits
    if not fits:
        assert "没有符合条件的条目" in text(answer)


@pytest.mark.parametrize("query", [
    {"first": "gestern"}, {"id": "x"}, {"id": "-1"}, {"id": "9" * 30}, {"group": "nothing"}, {"thing": "\x00"}, {"outcome": "maybe"},
    {"person": "长" * 500}, {"first": "2026-02-02", "last": "2026-01-01"}, {"person": "a\x00b"}])
def test_a_filter_that_cannot_be_is_named_and_nothing_is_shown(country: Country, as_: As, query: dict[str, str]) -> None:
    answer = as_(Role.AUDITOR).get("/ledger", query)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert "改好再筛选" in answer.content.decode()


@pytest.mark.parametrize(("region", "code"), [("999999", 404), ("x", 404), ("9" * 40, 404), ("²", 404)])
def test_a_region_that_is_not_there_is_not_found(as_: As, region: str, code: int) -> None:
    assert as_(Role.AUDITOR).get("/ledger", {"region": region}).status_code == code


def test_pages_go_back_and_forth_by_number(country: Country, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    client = as_(Role.AUDITOR)
    for _ in range(7):
        do(MACHINE, country.district.pk)
    there = list(Entry.objects.filter(region_id=country.district.pk).order_by("-number").values_list("number", flat=True))
    seen, sheet = [], client.get("/ledger").context["sheet"]
    backwards = []
    while True:
        seen += [one.number for one in sheet.entries]
        if sheet.older is None:
            break
        sheet = client.get("/ledger", {"before": sheet.older}).context["sheet"]
    assert seen == there
    while sheet.newer is not None:
        sheet = client.get("/ledger", {"after": sheet.newer}).context["sheet"]
        backwards.append([one.number for one in sheet.entries])
    assert backwards[-1] == there[:3] or backwards[-1][0] == there[0]


def test_an_auditor_of_the_city_chooses_among_its_districts(country: Country) -> None:
    from tests.people.country import person
    office = actions.add_unit(MACHINE, country.city, "市督查室", UnitKind.SUPERVISION)
    client = Client()
    client.force_login(person("city", office, Role.AUDITOR))
    assert [place.name for place in client.get("/ledger").context["regions"]] == ["青岛市", "即墨区", "崂山区"]
    assert client.get("/ledger", {"region": country.elsewhere.pk}).context["here"].name == "崂山区"


@pytest.mark.parametrize("more", [0, 30])
def test_the_list_costs_the_same_however_many_entries_and_people(country: Country, as_: As, more: int, django_assert_num_queries: Any) -> None:
    from tests.people.country import person
    client = as_(Role.SUPERVISOR)
    for n in range(more):
        person(f"p{n}", country.bureau)
        actions.add_unit(MACHINE, country.district, f"第{n}科", UnitKind.DEPARTMENT, country.bureau)
    with django_assert_num_queries(4 + 3 + 2):
        client.get("/ledger")


def test_units_and_regions_are_called_by_their_names_in_the_list_and_in_an_entry(country: Country, as_: As) -> None:
    from tests.people.country import person
    town = actions.add_region(MACHINE, "龙泉街道", RegionKind.TOWN, country.district)
    person("li", country.office, Role.CLERK)
    actions.move_unit(MACHINE, country.office, country.bureau_2, {})
    client, here = as_(Role.AUDITOR), country.district.pk
    page = text(client.get("/ledger"))
    for words in ("单位 投资项目科", "区域 龙泉街道", "账号 li员"):
        assert words in page, words
    assert f"单位 {country.office.pk}<" not in page
    post = Entry.objects.filter(verb="post.give", subject_id__isnull=False).order_by("number")[0]
    assert "<dd class=\"held\">投资项目科</dd>" in text(client.get(f"/ledger/{here}/{post.number}"))
    moved = text(client.get(f"/ledger/{here}/{Entry.objects.get(verb='unit.move').number}"))
    assert [words in moved for words in ("行政审批局", "自然资源局")] == [True, True]
    assert town.name in text(client.get(f"/ledger/{here}/{Entry.objects.get(verb='region.add', subject_id=town.pk).number}"))


def test_what_lies_outside_the_region_keeps_its_number(country: Country, as_: As) -> None:
    here = queries.place(country.district.pk)
    things = {("unit", country.far.pk), ("region", country.elsewhere.pk), ("region", country.city.pk), ("unit", country.bureau.pk)}
    assert queries.names(things, here) == {("unit", country.bureau.pk): "行政审批局"}


def test_a_person_of_another_region_and_one_that_there_is_not_give_the_same_page(country: Country, as_: As) -> None:
    from tests.people.country import person
    person("faraway", country.far)
    client = as_(Role.SUPERVISOR)
    there, none = (text(client.get("/ledger", {"person": name})).replace(name, "NAME") for name in ("faraway", "nobody7"))
    assert without_token(there) == without_token(none)
    assert "登录名或完整的姓名" in none


def test_an_entry_says_what_was_noted_and_what_changed(country: Country, as_: As) -> None:
    from tests.people.country import person
    client = as_(Role.AUDITOR)
    person("li", country.bureau, Role.CLERK)
    here = country.district.pk
    post = Entry.objects.filter(verb="post.give").order_by("-number")[0]
    page = text(client.get(f"/ledger/{here}/{post.number}"))
    for words in ("安排岗位", "li员", "专窗人员", post.hash, post.previous, "SHA-256", "2026-01-01"):
        assert words in page, words
    do(MACHINE, here)
    page = text(client.get(f"/ledger/{here}/{Entry.objects.get(verb='test.pair').number}"))
    assert page.count('class="changed"') == 1
    assert "名称" in page


def test_an_entry_can_be_verified_by_those_who_may(country: Country, as_: As) -> None:
    from tests.ledger.acts import tamper, unguarded
    client, here = as_(Role.AUDITOR), country.district.pk
    assert "这一条没有被改过" in text(client.get(f"/ledger/{here}/2?check=1"))
    assert "核验这一条" not in text(as_(Role.SUPERVISOR).get(f"/ledger/{here}/2?check=1"))
    with unguarded():
        tamper("UPDATE ledger_entry SET reason = 'x' WHERE region_id = %s AND number = 2", here)
        assert "这一条对不上" in text(client.get(f"/ledger/{here}/2?check=1"))


def test_an_export_is_an_entry_that_says_what_as_which_file_and_how_many_rows(country: Country, as_: As) -> None:
    client, here = as_(Role.AUDITOR), country.district.pk
    there = Entry.objects.filter(region_id=here).count()
    client.post("/ledger/export", {"region": here, "form": "csv"})
    assert Entry.objects.get(verb="record.export").payload == {"what": "台账", "form": "csv", "rows": there}
    assert verify(here) == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_cell_that_begins_like_a_formula_is_text(country: Country, as_: As, form: str) -> None:
    client, here = as_(Role.AUDITOR), country.district.pk
    for reason in ("=1+1", "+1", "-1", "@x", "\t=1", "平常"):
        do(By(MACHINE, reason), here)
    answer = client.post("/ledger/export", {"region": here, "form": form, "group": "test"})
    if form == "csv":
        rows: list[Any] = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[9] for row in rows[1:]] == ["平常", "'\t=1", "'@x", "'-1", "'+1", "'=1+1"]
    else:
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert [row[9] for row in rows[1:]] == ["平常", "\t=1", "@x", "-1", "+1", "=1+1"]


def test_a_file_that_is_cut_says_so(country: Country, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST", 2)
    client = as_(Role.AUDITOR)
    answer = client.post("/ledger/export", {"region": country.district.pk, "form": "csv"})
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), rows[-1][0][:12]) == (4, "只导出了最近的 2 条，"[:12])
    assert "还有更早的没有导出" in text(client.get("/ledger"))


@pytest.mark.parametrize(("data", "code"), [({"form": "exe"}, 302), ({"form": "csv", "first": "x"}, 302), ({"form": "csv", "region": ""}, 404)])
def test_an_export_that_cannot_be_leaves_nothing(country: Country, as_: As, data: dict[str, str], code: int) -> None:
    client = as_(Role.AUDITOR)
    before = Entry.objects.count()
    assert client.post("/ledger/export", {"region": country.district.pk} | data).status_code == code
    assert Entry.objects.count() == before
