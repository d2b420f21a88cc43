"""The pages of a table that somebody sends in: looked at first, saved in the background, once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from luodi.imports import actions
from luodi.imports.keep import ROWS_LAST
from luodi.imports.models import Upload
from luodi.people.models import Account, Unit
from luodi.rights.kernel import Role
from luodi.work.models import Job
from tests.imports.tables import OFFICE, people, table, uploaded, worked
from tests.people.country import Country

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}
ROWS = [["li", "李雷", "", OFFICE, "审批员", "", ""], ["wang", "", "", OFFICE, "国王", "", ""]]


@pytest.fixture
def boss(country: Country, somebody: Make, signed_in: Sign) -> Client:
    """A platform administrator who is signed in."""
    return signed_in(somebody("boss", country.bureau, Role.PLATFORM_ADMIN))


def text(answer: Any) -> str:
    """What the page says."""
    said: str = answer.content.decode()
    return said


def sent(boss: Client, data: bytes, name: str = "a.xlsx", where: str = "") -> Any:
    """A table that was uploaded to the district."""
    where = where or f"region-{Unit.objects.get(name='行政审批局').region_id}"
    return boss.post("/imports/people", {"where": where, "file": SimpleUploadedFile(name, data)})


def test_a_table_is_looked_at_saved_once_and_comes_back_marked(boss: Client) -> None:
    path = sent(boss, table(ROWS)).headers["Location"]
    page = text(boss.get(path))
    assert "保存这 1 行" in page
    assert "人员!E3：“国王”不能用" in page
    for _ in range(2):
        assert boss.post(path).status_code == 302
    assert not Account.objects.filter(login="li").exists()
    assert "正在保存" in text(boss.get(path))
    worked()
    assert boss.post(path).status_code == 302
    worked()
    assert Account.objects.filter(login="li").count() == 1
    page = text(boss.get(path))
    assert "导入完成" in page
    assert "有问题没有保存" in page
    marked = boss.get(f"{path}/marked")
    assert marked.content.startswith(b"PK")
    assert "没有可以保存的" in text(boss.get(sent(boss, marked.content).headers["Location"]))


def test_how_far_it_is_looks_again_inside_and_ends_with_the_whole_page(boss: Client) -> None:
    path = sent(boss, table(ROWS)).headers["Location"]
    boss.post(path)
    Job.objects.update(state="running", done=1, total=2)
    part = boss.get(path, **HTMX)  # type: ignore[arg-type]
    assert "1 / 2" in text(part)
    assert "<html" not in text(part)
    assert f'hx-get="{path}"' in text(part)
    Job.objects.update(state="waiting", done=0)
    worked()
    assert boss.get(path, **HTMX).headers["HX-Refresh"] == "true"  # type: ignore[arg-type]


def test_confirmed_in_two_windows_at_once_leads_both_to_the_same_job(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path, confirm = sent(boss, table(ROWS)).headers["Location"], actions.confirm

    def twice(*held: Any) -> None:
        confirm(*held)
        confirm(*held)
    monkeypatch.setattr(actions, "confirm", twice)
    assert boss.post(path).status_code == 302
    assert Job.objects.count() == 1


def test_the_job_leads_back_to_what_came_of_it(boss: Client) -> None:
    path = sent(boss, table(ROWS)).headers["Location"]
    boss.post(path)
    job = worked()
    assert job.link == path
    assert "新增的人员 1" in job.words.zh
    assert path in text(boss.get("/work/"))


def test_a_job_that_was_stopped_says_so_and_can_be_gone_on_with(boss: Client) -> None:
    path = sent(boss, table(ROWS)).headers["Location"]
    boss.post(path)
    job = Job.objects.get()
    boss.post(f"/work/{job.pk}/cancel")
    worked()
    page = text(boss.get(path))
    assert "没有保存完" in page
    assert not Account.objects.filter(login="li").exists()
    boss.post(f"/work/{job.pk}/retry")
    worked()
    assert "导入完成" in text(boss.get(path))


@pytest.mark.parametrize(("name", "data"), [
    ("a.xlsx", b""), ("a.xlsx", b"x" * 500), ("a.pdf", b"%PDF"), ("a.csv", b"\xff\x80" * 9), ("a\n.csv", b"a"), ("x" * 190 + ".csv", b"a,b")])
def test_what_is_no_table_is_refused_on_the_page(boss: Client, name: str, data: bytes) -> None:
    answer = sent(boss, data, name)
    assert answer.status_code == 422
    assert "没有保存" in text(answer)
    assert not Upload.objects.exists()


def test_a_table_is_there_for_its_sender_only(country: Country, somebody: Make, boss: Client) -> None:
    path = sent(boss, table(ROWS)).headers["Location"]
    other = Client()
    other.force_login(somebody("other", country.bureau, Role.PLATFORM_ADMIN))
    assert [other.get(path).status_code, other.post(path).status_code, other.get(f"{path}/marked").status_code] == [404, 404, 404]
    assert not Job.objects.exists()


def test_a_kind_that_there_is_not_is_not_found_and_one_without_the_right_is_refused(
        country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("li", country.office))
    assert [client.get(f"/imports/{kind}").status_code for kind in ("nothing", "people")] == [404, 403]
    assert client.get("/imports/people/template").status_code == 403


def test_a_unit_administrator_may_not_send_a_table_to_another_unit(country: Country, somebody: Make, signed_in: Sign) -> None:
    client = signed_in(somebody("admin", country.office, Role.UNIT_ADMIN))
    data = table(ROWS[:1])
    assert sent(client, data, where=f"unit-{country.bureau.pk}").status_code == 422
    assert sent(client, data, where=f"region-{country.district.pk}").status_code == 422
    path = sent(client, data, where=f"unit-{country.office.pk}").headers["Location"]
    assert client.post(path).status_code == 302
    worked()
    assert Account.objects.get(login="li").unit == country.office


def test_the_template_is_handed_out(boss: Client) -> None:
    answer = boss.get("/imports/people/template")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert io.BytesIO(answer.content).read(2) == b"PK"


@pytest.mark.parametrize("value", ["\x00", "x" * 1_000_0, "\u202e", "<script>", "-1", "9" * 40, "=1+1", "' OR 1=1 --", ""])
def test_the_form_does_not_break_on_what_is_typed(boss: Client, value: str) -> None:
    assert boss.post("/imports/people", {"where": value, "file": value}).status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize("many", [2, 500])
def test_a_page_costs_as_many_statements_with_five_hundred_rows_as_with_two(
        boss: Client, many: int, django_assert_num_queries: Any) -> None:
    """Two of them are what waits behind the menu: unread notices and messages that did not arrive."""
    upload = uploaded(Account.objects.get(login="boss"), table(people(many) + [["x", "", "", "没有", "国王", "", ""]] * many))
    path = f"/imports/people/{upload.pk}"
    with django_assert_num_queries(7):
        boss.get(path)
    with django_assert_num_queries(8):
        boss.get("/imports/people")
    boss.post(path)
    with django_assert_num_queries(7):
        boss.get(path)
    worked()
    with django_assert_num_queries(7):
        boss.get(path)


def test_a_page_shows_the_first_rows_and_says_how_many_more_there_are(boss: Client) -> None:
    upload = uploaded(Account.objects.get(login="boss"), table(people(25) + [[f"x{n}", "某", "", "没有", "审批员", "", ""] for n in range(103)]))
    page = text(boss.get(f"/imports/people/{upload.pk}"))
    assert "还有 5 行。" in page
    assert "还有 3 行，见标了问题的表。" in page
    assert page.count("没有单位“没有”") == 100


def test_the_rows_of_a_saved_table_go_after_a_week_and_what_came_of_it_stays(boss: Client) -> None:
    path = sent(boss, table(ROWS)).headers["Location"]
    boss.post(path)
    worked()
    Upload.objects.update(confirmed=timezone.now() - ROWS_LAST - timedelta(minutes=1))
    page = text(boss.get(path))
    assert "导入完成" in page
    assert "/marked" not in page
    assert boss.get(f"{path}/marked").status_code == 404
