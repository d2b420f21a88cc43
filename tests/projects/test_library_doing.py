"""What is done from the list: several projects at once, and the list as a file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import python_calamine
from django.test import Client
from django.utils import timezone

from luodi.ledger.models import Entry
from luodi.people.models import Account
from luodi.projects import actions
from luodi.projects.library import job
from luodi.projects.models import Part, Project, Status, Task
from luodi.rights.kernel import MACHINE, Role
from luodi.work.jobs import run_next
from luodi.work.models import Job
from tests.people.country import TODAY, Country
from tests.projects.ladder import project

Make = Callable[..., Account]
Sign = Callable[[Account], Client]


@pytest.fixture
def owner(country: Country, somebody: Make) -> Account:
    """A promoter of the bureau."""
    return somebody("promoter", country.bureau, Role.PROMOTER)


@pytest.fixture
def some(country: Country, owner: Account) -> list[Project]:
    """Three projects."""
    return [project(country.bureau, owner, number=place, name=f"项目{place}") for place in (1, 2, 3)]


def came(answer: Any) -> dict[str, str]:
    """What came of it, by project."""
    assert answer.status_code == 200
    row = r'<td class="main"><a [^>]+>([^<]+)</a></td><td>\s*<span class="badge [^"]+">([^<]+)</span>\s*</td><td>([^<]*)</td>'
    return {name: done if done == "办好了" else why for name, done, why in re.findall(row, answer.content.decode())}


def test_chosen_projects_go_to_another_owner_and_each_says_what_came_of_it(
        country: Country, some: list[Project], owner: Account, somebody: Make, signed_in: Sign) -> None:
    heir, client = somebody("heir", country.bureau, Role.PROMOTER), signed_in(owner)
    actions.hand_project(MACHINE, some[1], heir, TODAY)
    client.get(f"/projects/bulk?what=owner&pick={some[0].pk}&pick={some[1].pk}")
    answer = client.post("/projects/bulk?what=owner", {"account": heir.pk, "pick": [some[0].pk, some[1].pk, 10**9], "reason": "调岗"})
    result = came(answer)
    assert result["项目1"] == "办好了"
    assert "不能安排项目里的人和单位" in result["项目2"]
    assert "选中的有 1 个找不到" in answer.content.decode()
    assert list(Part.objects.filter(project=some[0], kind="owner").order_by("pk").values_list("account_id", "last")) == [(owner.pk, TODAY), (heir.pk, None)]
    assert list(Entry.objects.filter(subject_type="project", subject_id=some[0].pk).order_by("number").values_list("verb", flat=True)) == [
        "project.add", "project.hand"]


def test_who_owns_a_project_already_is_told(some: list[Project], owner: Account, signed_in: Sign) -> None:
    answer = signed_in(owner).post("/projects/bulk?what=owner", {"account": owner.pk, "pick": [some[0].pk]})
    assert came(answer) == {"项目1": "负责人已经是promoter员"}


def test_a_status_is_set_for_all_that_fit(some: list[Project], owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    text = client.get("/projects/bulk?what=status&all=1&stage=lead").content.decode()
    picks = re.findall(r'name="pick" value="(\d+)" checked', text)
    assert len(picks) == 3
    assert set(came(client.post("/projects/bulk?what=status", {"status": "paused", "pick": picks})).values()) == {"要写明原因"}
    answer = client.post("/projects/bulk?what=status", {"status": "paused", "reason": "等土地", "pick": picks})
    assert set(came(answer).values()) == {"办好了"}
    assert set(Project.objects.values_list("status", flat=True)) == {Status.PAUSED}


def test_a_task_is_added_to_each(country: Country, some: list[Project], owner: Account, signed_in: Sign) -> None:
    typed = {"unit": country.bureau.pk, "name": "补交能耗说明", "days": "3", "account": owner.pk, "pick": [one.pk for one in some]}
    assert set(came(signed_in(owner).post("/projects/bulk?what=task", typed)).values()) == {"办好了"}
    assert Task.objects.filter(name="补交能耗说明", account=owner).count() == 3


def test_who_only_sees_a_project_is_told_why_not(country: Country, some: list[Project], somebody: Make, signed_in: Sign) -> None:
    colleague = somebody("colleague", country.bureau, Role.CLERK)
    answer = signed_in(colleague).post("/projects/bulk?what=status", {"status": "paused", "reason": "试试", "pick": [some[0].pk]})
    assert "不能修改项目" in came(answer)["项目1"]
    assert Project.objects.get(pk=some[0].pk).status == Status.ACTIVE


@pytest.mark.parametrize(("what", "typed"), [("owner", {}), ("owner", {"account": "abc"}), ("status", {"status": "gone"}), ("task", {"name": "x"}),
                                             ("task", {"name": "补材料", "days": "-1"})])
def test_what_is_typed_wrong_does_nothing_and_is_kept(some: list[Project], owner: Account, signed_in: Sign, what: str, typed: Any) -> None:
    before = Entry.objects.count()
    answer = signed_in(owner).post(f"/projects/bulk?what={what}", {**typed, "pick": [some[0].pk]})
    assert answer.status_code == 422
    assert Entry.objects.count() == before
    assert all(value in answer.content.decode() for name, value in typed.items() if name == "name")


def test_no_more_than_two_hundred_at_once(country: Country, some: list[Project], owner: Account, signed_in: Sign, monkeypatch: Any) -> None:
    monkeypatch.setattr("luodi.projects.library.handling.MOST", 2)
    text = signed_in(owner).get("/projects/bulk?what=owner&all=1").content.decode()
    assert "一次最多办 2 个" in text
    assert text.count(" checked") == 2


def rows(answer: Any) -> list[list[str]]:
    """A file's lines."""
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_list_goes_out_as_csv_with_its_mark_and_an_entry(some: list[Project], owner: Account, signed_in: Sign) -> None:
    client = signed_in(owner)
    client.post("/projects/columns", {"column": ["code", "money"]})
    lines = rows(client.post("/projects/export", {"form": "csv", "query": "q=项目2"}))
    assert lines[1:3] == [["项目", "灯", "项目码", "总投资（万元）"], ["项目2", "还剩 1 个工作日", some[1].code, "52000"]]
    entry = Entry.objects.get(verb="record.export")
    assert lines[0] == lines[-1]
    assert "promoter员" in lines[0][0]
    assert entry.request_id in lines[0][0]
    assert (entry.payload["form"], entry.payload["rows"], entry.confidential) == ("csv", 1, False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_that_looks_like_a_formula_is_text(country: Country, owner: Account, signed_in: Sign, form: str) -> None:
    project(country.bureau, owner, name="=HYPERLINK(1)")
    answer: Any = signed_in(owner).post("/projects/export", {"form": form, "query": ""})
    if form == "csv":
        assert rows(answer)[2][0] == "'=HYPERLINK(1)"
    else:
        sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "=HYPERLINK(1)" in str(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python())


def test_an_excel_file_carries_its_mark_in_the_sheet_on_paper_and_in_its_properties(some: list[Project], owner: Account, signed_in: Sign) -> None:
    answer: Any = signed_in(owner).post("/projects/export", {"form": "xlsx", "query": ""})
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet, properties = book.read("xl/worksheets/sheet1.xml").decode(), book.read("docProps/core.xml").decode()
    number = Entry.objects.get(verb="record.export").request_id
    assert sheet.count(f"请求编号 {number}") == 4
    assert number in properties
    assert "promoter员" in properties


def test_a_long_list_is_made_in_the_background_for_the_one_who_asked(
        country: Country, some: list[Project], owner: Account, somebody: Make, signed_in: Sign, monkeypatch: Any) -> None:
    monkeypatch.setattr("luodi.projects.library.handling.AT_ONCE", 2)
    monkeypatch.setattr("luodi.projects.library.job.BATCH", 2)
    client = signed_in(owner)
    answer = client.post("/projects/export", {"form": "csv", "query": "stage=lead"})
    made = Job.objects.get(kind="projects.export")
    assert answer["Location"] == f"/work/{made.pk}"
    assert client.get(f"/projects/exports/{made.pk}").status_code == 404
    assert run_next(timezone.now() + timedelta(seconds=1))
    made.refresh_from_db()
    assert (made.state, made.done, made.total, made.result["rows"]) == ("done", 100, 100, 3)
    lines = rows(client.get(f"/projects/exports/{made.pk}"))
    assert [line[0] for line in lines[2:-1]] == ["项目1", "项目2", "项目3"]
    assert Entry.objects.filter(verb="record.export").count() == 1
    colleague = somebody("colleague", country.bureau, Role.PROMOTER)
    assert signed_in(colleague).get(f"/projects/exports/{made.pk}").status_code == 403
    assert signed_in(somebody("admin", country.bureau, Role.UNIT_ADMIN)).get(f"/projects/exports/{made.pk}").status_code == 403
    assert job.swept(timezone.now() + timedelta(days=2)) == 1
    assert signed_in(owner).get(f"/projects/exports/{made.pk}").status_code == 302


def test_who_may_not_export_sees_why(country: Country, some: list[Project], somebody: Make, signed_in: Sign) -> None:
    clerk = signed_in(somebody("clerk", country.bureau, Role.CLERK))
    assert "导出项目" in clerk.get("/projects/?sort=due").content.decode()
    assert clerk.post("/projects/export", {"form": "csv", "query": ""}).status_code == 403
