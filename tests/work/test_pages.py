"""The pages of background work: who sees which, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from luodi.engine.source import Said
from luodi.ledger.models import Entry
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.rights.addresses import URLS
from luodi.rights.kernel import Role
from luodi.work import queries
from luodi.work.jobs import CUT_OFF, job
from luodi.work.models import Job, State, Turn, Worker
from luodi.work.rounds import Round, register
from tests.people.country import TODAY, Country
from tests.work.asking import ask

Make = Callable[..., Account]
Sign = Callable[[Account], Client]
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(country: Country, somebody: Make) -> Job:
    """A job that somebody of the bureau asked for."""
    job("test")(lambda run: Said("好了", "done"))
    return ask(person_of(somebody("amei", country.bureau), TODAY), country.district.pk, "test")


def admin(country: Country, somebody: Make) -> Account:
    """The platform administrator of the district."""
    return somebody("admin", country.bureau_2, Role.PLATFORM_ADMIN)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    for name in (name for name in URLS if name.startswith("work_")):
        path = reverse(name, kwargs={"name": "x"} if name == "work_run" else {"job": 999} if name in ("work_job", "work_cancel", "work_retry") else {})
        answer = client.post(path) if name in ("work_run", "work_cancel", "work_retry") else client.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/people/sign-in"), name


def test_a_job_is_shown_to_who_asked_and_to_the_administrator_of_the_region_and_to_nobody_else(country: Country, somebody: Make, asked: Job) -> None:
    codes = {}
    for account in (asked.asked_by, admin(country, somebody), somebody("near", country.bureau), somebody("boss", country.far, Role.PLATFORM_ADMIN)):
        assert account
        client = Client()
        client.force_login(account)
        codes[account.login] = (client.get(f"/work/{asked.pk}").status_code, "导入 3 行" in client.get("/work/").content.decode(),
                                client.get("/work/rounds").status_code)
    assert codes == {"amei": (200, True, 403), "admin": (200, True, 200), "near": (403, False, 403), "boss": (404, False, 200)}


def test_a_running_job_shows_how_far_it_is_and_looks_again_inside(signed_in: Sign, asked: Job) -> None:
    Job.objects.update(state=State.RUNNING, done=2, total=3, said=Said("第 2 行", "row 2"))
    assert asked.asked_by
    client = signed_in(asked.asked_by)
    for path in ("/work/", f"/work/{asked.pk}"):
        page = client.get(path).content.decode()
        assert 'hx-trigger="every 2s"' in page
        assert 'max="3" value="2"' in page
        assert "第 2 行" in page
        part = client.get(path, headers={"HX-Request": "true"}).content.decode()
        assert part.startswith("<div id=")
        assert "<html" not in part


def test_a_job_that_is_over_does_not_look_again_and_links_its_result(signed_in: Sign, asked: Job) -> None:
    Job.objects.update(state=State.DONE, said=Said("好了", "done"), result={"url": "/people/me", "name": "人员.xlsx"})
    assert asked.asked_by
    page = signed_in(asked.asked_by).get(f"/work/{asked.pk}").content.decode()
    assert "hx-trigger" not in page
    assert 'href="/people/me">人员.xlsx' in page


def test_only_the_administrator_reads_the_program_s_own_words(country: Country, somebody: Make, asked: Job) -> None:
    Job.objects.update(state=State.FAILED, said=CUT_OFF, error="OperationalError: secret-host")
    pages = []
    for account in (asked.asked_by, admin(country, somebody)):
        assert account
        client = Client()
        client.force_login(account)
        pages.append(client.get(f"/work/{asked.pk}").content.decode())
    assert [CUT_OFF.zh in page for page in pages] == [True, True]
    assert ["secret-host" in page for page in pages] == [False, True]


def test_a_job_is_stopped_and_goes_on_and_both_are_in_the_ledger(signed_in: Sign, asked: Job) -> None:
    assert asked.asked_by
    client = signed_in(asked.asked_by)
    assert "已停止" in client.post(f"/work/{asked.pk}/cancel", follow=True).content.decode()
    assert "刚刚变了" in client.post(f"/work/{asked.pk}/cancel", follow=True).content.decode()
    assert "已重新排队" in client.post(f"/work/{asked.pk}/retry", follow=True).content.decode()
    assert list(Entry.objects.filter(subject_type="job").order_by("number").values_list("verb", "outcome")) == [("job.cancel", "done"), ("job.retry", "done")]


def test_a_round_is_hurried_by_the_administrator_and_that_is_in_the_ledger(country: Country, somebody: Make, signed_in: Sign) -> None:
    register(Round("a", MINUTE, lambda now: ""))
    Turn.objects.create(name="a", next_at=timezone.now() + timedelta(hours=1))
    client = signed_in(admin(country, somebody))
    assert "已安排" in client.post("/work/rounds/a/run", follow=True).content.decode()
    assert Turn.objects.get().next_at <= timezone.now()
    assert "没有叫" in client.post("/work/rounds/b/run", follow=True).content.decode()
    Turn.objects.update(claim="x", lease_until=timezone.now() + MINUTE)
    assert "正在执行" in client.post("/work/rounds/a/run", follow=True).content.decode()
    assert list(Entry.objects.filter(verb="round.run").values_list("region_id", "payload")) == [(country.district.pk, {"name": "a"})]


def test_the_rounds_say_what_fails_and_that_no_worker_runs(country: Country, somebody: Make, signed_in: Sign) -> None:
    register(Round("a", MINUTE, lambda now: "", Said("清扫", "sweep")))
    Turn.objects.create(name="a", next_at=timezone.now(), failures=4, last_error="LookupError: x")
    page = signed_in(admin(country, somebody)).get("/work/rounds").content.decode()
    for words in ("清扫", "连续失败 4 次", "LookupError: x", "没有后台进程在运行"):
        assert words in page


def test_what_is_stuck_is_told_with_its_address(asked: Job) -> None:
    now = timezone.now()
    for name, every in (("well", MINUTE), ("fails", MINUTE), ("late", MINUTE), ("new", MINUTE)):
        register(Round(name, every, lambda now: ""))
    Turn.objects.create(name="well", next_at=now - 2 * MINUTE, failures=2)
    Turn.objects.create(name="fails", next_at=now, failures=3, last_error="x")
    Turn.objects.create(name="late", next_at=now - 6 * MINUTE)
    assert [said.en.split(":")[0] for said, _ in queries.stuck(now)] == [
        "no worker runs", 'the round "fails" failed 3 times in a row', 'the round "late" is long overdue']
    Turn.objects.all().delete()
    Worker.objects.create(name="w", host="h", pid=1, started_at=now, seen_at=now)
    assert queries.stuck(now) == []
    Worker.objects.update(seen_at=now + timedelta(minutes=11))
    found = queries.stuck(now + timedelta(minutes=11))
    assert [(said.zh, url) for said, url in found] == [("后台任务“导入 3 行”停着不动", f"/work/{asked.pk}")]
    Job.objects.update(state=State.FAILED, said=CUT_OFF, ended_at=now)
    assert queries.stuck(now + timedelta(minutes=11))[0][0].zh == f"后台任务“导入 3 行”没有成功：{CUT_OFF.zh}"
    Worker.objects.update(seen_at=now + timedelta(days=8))
    assert queries.stuck(now + timedelta(days=8)) == []


def test_a_job_that_runs_without_moving_is_stuck(asked: Job) -> None:
    now = timezone.now()
    Worker.objects.create(name="w", host="h", pid=1, started_at=now, seen_at=now)
    Job.objects.update(state=State.RUNNING, next_at=now + MINUTE, moved_at=now - timedelta(minutes=31))
    assert len(queries.stuck(now)) == 1


def test_statements_do_not_grow_with_jobs(country: Country, somebody: Make, asked: Job, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    boss = person_of(admin(country, somebody), TODAY)
    assert asked.asked_by
    for _ in range(3):
        ask(person_of(asked.asked_by, TODAY), country.district.pk, "test")
    with django_assert_num_queries(1):
        assert len(queries.jobs_near(boss)) == 4
    with django_assert_num_queries(3):
        queries.stuck(timezone.now())
