"""A table of projects the whole way: sent in, shown, confirmed, saved in the background, and come back marked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from luodi.imports.models import Upload
from luodi.ledger.models import Entry
from luodi.people.models import Account, Unit
from luodi.projects.models import Move, Project
from luodi.rights.kernel import Role
from luodi.work import jobs
from luodi.work.models import Job
from tests.imports.tables import worked
from tests.people.country import Country
from tests.projects.broken import broken
from tests.projects.tables import row, table, uploaded

Make = Callable[..., Account]
Sign = Callable[[Account], Client]


@pytest.fixture
def promoter(country: Country, somebody: Make) -> Account:
    """Somebody who brings projects in."""
    return somebody("zhao", country.office, Role.PROMOTER)


@pytest.fixture
def zhao(promoter: Account, signed_in: Sign) -> Client:
    """Their browser."""
    return signed_in(promoter)


def sent(client: Client, data: bytes, name: str = "a.xlsx") -> Any:
    """A table that was sent in for the office."""
    where = f"unit-{Unit.objects.get(name='投资项目科').pk}"
    return client.post("/imports/projects", {"where": where, "file": SimpleUploadedFile(name, data)})


def test_a_table_is_looked_at_confirmed_saved_and_comes_back_with_its_reasons_at_the_cells(zhao: Client) -> None:
    path = sent(zhao, table(row(1), row(2, total_investment_wan="5.2"), row(3, stage="签约了"))).headers["Location"]
    page = zhao.get(path).content.decode()
    for words in ("保存这 1 行", "项目!J3：", "若是 5.2 亿元，请写 52,000", "项目!F4：没有阶段“签约了”，是不是“签约”？"):
        assert words in page
    assert not Project.objects.exists()
    assert zhao.post(path).status_code == 302
    worked()
    assert [made.name for made in Project.objects.all()] == ["海川装备1号基地"]
    assert "新增的项目" in zhao.get(path).content.decode()
    data = zhao.get(f"{path}/marked").content
    rows = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("项目").to_python()
    assert [line[-1] for line in rows[:2]] == ["问题", ""]
    assert "项目!J3" in str(rows[2][-1])
    assert "项目!F4" in str(rows[3][-1])
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        notes = parts.read("xl/comments1.xml").decode()
    assert 'ref="J3"' in notes
    assert 'ref="F4"' in notes


def test_a_table_with_something_confidential_is_called_by_its_name_for_nobody_else(zhao: Client, promoter: Account) -> None:
    for name, confidential in (("隐山工程.xlsx", "是"), ("公开的.xlsx", "")):
        zhao.post(sent(zhao, table(row(len(name), owner="zhao", confidential=confidential)), name).headers["Location"])
    assert [job.name.zh for job in Job.objects.order_by("pk")] == ["导入项目", "导入 公开的.xlsx"]
    assert [entry.confidential for entry in Entry.objects.filter(verb="import.confirm").order_by("number")] == [True, False]
    worked()
    assert {entry.confidential for entry in Entry.objects.filter(verb__startswith="project.import", payload__file="隐山工程.xlsx")} == {True}


def test_the_timeline_of_an_imported_project_names_the_row_and_who_brought_it_in(zhao: Client) -> None:
    for land in ("100", "120"):
        zhao.post(sent(zhao, table(row(1), row(2, land_area_mu=land)), "一季度.xlsx").headers["Location"])
        worked()
    first, second = (zhao.get(f"/projects/{made.code}/done").content.decode() for made in Project.objects.order_by("pk"))
    for words in ("从表格导入", "zhao员", "一季度.xlsx，第 2 行", "海川装备1号基地", "签约"):
        assert words in first, words
    assert "一季度.xlsx，第 3 行" in second
    assert "100 亩 → 120 亩" in second
    assert "一季度.xlsx" in zhao.get(f"/projects/{Project.objects.order_by('pk')[0].code}/done?kind=stage").content.decode()


def test_broken_tables_are_shown_or_refused_and_nothing_is_saved(zhao: Client) -> None:
    for table_ in list(broken())[::60]:
        answer = sent(zhao, table_.data, table_.file)
        assert answer.status_code == 302, table_.name
        page = zhao.get(answer.headers["Location"])
        assert page.status_code == 200, table_.name
        assert table_.at in page.content.decode(), table_.name
    for data, name in ((b"", "a.xlsx"), (b"x" * 500, "a.xlsx"), (table(row())[:3000], "a.xlsx"), ("别的\n1".encode(), "a.csv")):
        assert sent(zhao, data, name).status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize("before_progress", [True, False])
def test_a_worker_that_dies_after_a_part_goes_on_with_the_next_and_no_project_is_twice(
        promoter: Account, zhao: Client, monkeypatch: pytest.MonkeyPatch, before_progress: bool) -> None:
    class Dies(BaseException):
        """As a kill: nothing of ours catches it."""
    upload, progress = uploaded(promoter, table(*(row(n) for n in range(1, 251)))), jobs.Run.progress
    zhao.post(f"/imports/projects/{upload.pk}")

    def die(run: jobs.Run, done: int, *rest: Any) -> None:
        if not before_progress:
            progress(run, done, *rest)
        raise Dies
    monkeypatch.setattr(jobs.Run, "progress", die)
    with pytest.raises(Dies):
        jobs.run_next(timezone.now())
    monkeypatch.setattr(jobs.Run, "progress", progress)
    assert Project.objects.count() == 100
    Job.objects.update(next_at=timezone.now())
    worked()
    upload.refresh_from_db()
    assert upload.done == {"added": 250, "changed": 0, "left": 0}
    assert (Project.objects.count(), Move.objects.count()) == (250, 250)
    assert [entry.payload["part"] for entry in Entry.objects.filter(verb="project.import").order_by("number")] == [0, 1, 2]


@pytest.mark.parametrize("many", [2, 200])
def test_keeping_a_table_costs_six_statements_a_part_at_most_besides_what_any_costs(
        promoter: Account, many: int, django_assert_num_queries: Any) -> None:
    """A part: projects, the units below, enterprises, nobody else being named. Besides: who sent it (2), drop-downs (4), place (3), table (4)."""
    data = table(*(row(n) for n in range(1, many + 1)))
    with django_assert_num_queries(13 + 4 * -(-many // 100)):
        uploaded(promoter, data)


def test_who_may_not_register_projects_is_told_so(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("clerk", country.office, Role.CLERK))
    assert [client.get("/imports/projects").status_code, client.get("/imports/projects/template").status_code] == [403, 403]
    assert not Upload.objects.exists()
