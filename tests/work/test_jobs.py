"""Jobs: there when their action is kept, done once, taken up where they were, given up with words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from luodi.engine.source import Refused, Said, refuse
from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.rights.kernel import ANONYMOUS, MACHINE, NOTHING, Denied, Person, Verdict
from luodi.work import actions, jobs
from luodi.work.jobs import ATTEMPTS, Run, Stopped, claim, job, run_next
from luodi.work.models import Job, State
from luodi.work.tidy import tidy
from tests.people.country import TODAY, Country
from tests.work.asking import ask

LATER = timedelta(hours=7)
pytestmark = pytest.mark.django_db


def handler(work: Callable[[Run], object] = lambda run: None, kind: str = "test") -> None:
    """Have `work` do the jobs of a kind."""
    @job(kind)
    def handle(run: Run) -> Said:
        work(run)
        return Said("好了", "done")


def counting(seen: list[int], stop_at: int = -1) -> Callable[[Run], None]:
    """Work of five units, which is cut off at one of them."""
    def work(run: Run) -> None:
        for unit in range(run.done, 5):
            if unit == stop_at:
                raise LookupError("broken")
            seen.append(unit)
            run.progress(unit + 1, 5, Said(f"第 {unit + 1} 行", f"row {unit + 1}"))
    return work


def test_a_job_is_there_when_its_action_is_kept_and_only_then() -> None:
    handler()
    ask(MACHINE, 1, "test")
    with pytest.raises(LookupError):
        ask(MACHINE, 1, "test", fail=True)
    assert Job.objects.count() == 1


def test_a_key_makes_one_job_in_a_region() -> None:
    handler()
    first, second, elsewhere = ask(MACHINE, 1, "test", key="k"), ask(MACHINE, 1, "test", key="k"), ask(MACHINE, 2, "test", key="k")
    assert first == second != elsewhere


def test_a_kind_without_a_handler_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no job is called"):
        ask(MACHINE, 1, "unknown")


def test_nobody_may_leave_work_to_the_product_itself() -> None:
    handler()
    with pytest.raises(ValueError, match="signed in"):
        ask(ANONYMOUS, 1, "test")


def test_a_job_is_done_and_says_what_came_of_it() -> None:
    def work(run: Run) -> None:
        run.progress(1, 2)
        run.result = {"url": "/work/", "name": f"{run.params['file']}.xlsx"}
    handler(work)
    asked = ask(MACHINE, 1, "test", {"file": "人员"})
    assert run_next(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.words.zh, asked.link, asked.result["name"]) == ("done", "好了", "/work/", "人员.xlsx")
    assert not run_next(timezone.now())


def test_a_job_that_is_cut_off_goes_on_where_it_was() -> None:
    seen: list[int] = []
    handler(counting(seen, stop_at=3))
    asked = ask(MACHINE, 1, "test")
    run_next(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.total, asked.error) == ("waiting", 3, 5, "LookupError: broken")
    jobs.JOBS.pop("test")
    handler(counting(seen))
    run_next(timezone.now() + LATER)
    asked.refresh_from_db()
    assert seen == [0, 1, 2, 3, 4]
    assert (asked.state, asked.error) == ("done", "")


def test_a_killed_worker_is_followed_by_the_next_one_when_the_lease_runs_out() -> None:
    seen: list[int] = []
    handler(counting(seen))
    ask(MACHINE, 1, "test")
    now = timezone.now()
    assert claim(now)  # and dies
    assert not run_next(now + timedelta(seconds=59))
    assert run_next(now + timedelta(seconds=61))
    assert seen == [0, 1, 2, 3, 4]


def test_three_failures_at_the_same_place_are_the_end_and_are_said() -> None:
    handler(counting([], stop_at=0))
    asked = ask(MACHINE, 1, "test")
    for n in range(5):
        run_next(timezone.now() + n * LATER)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts, asked.error) == ("failed", ATTEMPTS, "LookupError: broken")
    assert asked.words == jobs.BROKEN


def test_three_killed_workers_at_the_same_place_are_the_end_and_are_said() -> None:
    handler()
    asked = ask(MACHINE, 1, "test")
    for n in range(ATTEMPTS):
        assert claim(timezone.now() + n * LATER)
    assert not run_next(timezone.now() + ATTEMPTS * LATER)
    asked.refresh_from_db()
    assert (asked.state, asked.words) == ("failed", jobs.CUT_OFF)


def test_failures_at_different_places_do_not_add_up() -> None:
    places = iter(range(1, 5))

    def work(run: Run) -> None:
        for unit in range(run.done, 5):
            run.progress(unit + 1, 5)
            if unit + 1 == next(places, None):
                raise LookupError("broken")
    handler(work)
    asked = ask(MACHINE, 1, "test")
    for n in range(8):
        run_next(timezone.now() + n * LATER)
    asked.refresh_from_db()
    assert asked.state == "done"


@pytest.mark.parametrize("problem", ["refused", "denied"])
def test_what_a_person_must_mend_is_not_tried_again(problem: str) -> None:
    def work(run: Run) -> None:
        if problem == "denied":
            raise Denied(Verdict(False, why=Said("不能办", "may not")))
        refuse(None, "第 2 行缺名称", "row 2 lacks a name")
    handler(work)
    asked = ask(MACHINE, 1, "test")
    run_next(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.words.zh) == ("failed", {"refused": "第 2 行缺名称", "denied": "不能办"}[problem])


def test_a_job_runs_with_the_rights_of_the_day_it_runs(country: Country, somebody: Callable[..., Account]) -> None:
    seen: list[Person] = []
    handler(lambda run: seen.append(run.person))
    account = somebody("amei", country.bureau)
    ask(person_of(account, TODAY), country.district.pk, "test")
    account.posts.update(last=TODAY - timedelta(days=1))
    run_next(timezone.now())
    assert (seen[0].account_id, seen[0].posts) == (account.pk, ())


def test_nothing_is_done_in_the_name_of_a_closed_account(country: Country, somebody: Callable[..., Account]) -> None:
    handler(lambda run: pytest.fail("it ran"))
    account = somebody("amei", country.bureau)
    asked = ask(person_of(account, TODAY), country.district.pk, "test")
    Account.objects.update(is_active=False)
    run_next(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.words.zh) == ("failed", "amei员的账号已停用，不再替其办理")


def test_a_cancelled_job_ends_at_its_next_step() -> None:
    seen: list[int] = []

    def work(run: Run) -> None:
        for unit in range(5):
            if unit == 2:
                Job.objects.update(state=State.STOPPED, claim="")  # as `actions.cancel` does
            seen.append(unit)
            run.progress(unit + 1, 5)
    handler(work)
    asked = ask(MACHINE, 1, "test")
    run_next(timezone.now())
    asked.refresh_from_db()
    assert seen == [0, 1, 2]
    assert (asked.state, asked.done) == ("stopped", 2)


def test_a_worker_that_is_told_to_stop_gives_the_job_back_with_its_place() -> None:
    seen: list[int] = []
    handler(counting(seen))
    asked = ask(MACHINE, 1, "test")
    run_next(timezone.now(), stopping=lambda: len(seen) == 2)
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.attempts, asked.claim) == ("waiting", 2, 0, "")
    run_next(timezone.now())
    assert seen == [0, 1, 2, 3, 4]


def test_a_worker_that_lost_its_lease_stops_and_writes_nothing_down() -> None:
    def work(run: Run) -> None:
        Job.objects.update(claim="another")
        with pytest.raises(Stopped):
            run.progress(4, 5)
    handler(work)
    asked = ask(MACHINE, 1, "test")
    run_next(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.claim, asked.done) == ("running", "another", 0)


def test_a_job_that_this_version_does_not_know_is_left_alone() -> None:
    handler()
    ask(MACHINE, 1, "test")
    jobs.JOBS.pop("test")
    assert not run_next(timezone.now())


def test_a_failed_job_can_be_tried_again_from_where_it_was(country: Country, somebody: Callable[..., Account]) -> None:
    seen: list[int] = []
    handler(counting(seen))
    person = person_of(somebody("amei", country.bureau), TODAY)
    asked = ask(person, country.district.pk, "test")
    Job.objects.update(state=State.FAILED, done=3, attempts=3, error="x")
    actions.retry(By(person, reason="再试"), asked)
    run_next(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, seen) == ("done", [3, 4])
    with pytest.raises(Refused, match="刚刚变了"):
        actions.retry(person, asked)
    with pytest.raises(Refused, match="刚刚变了"):
        actions.cancel(person, asked)


def test_only_who_asked_and_who_looks_after_the_region_may_cancel(country: Country, somebody: Callable[..., Account]) -> None:
    handler()
    asked = ask(person_of(somebody("amei", country.bureau), TODAY), country.district.pk, "test")
    with pytest.raises(Denied) as denied:
        actions.cancel(person_of(somebody("other", country.bureau), TODAY), asked)
    assert not denied.value.verdict.hidden
    with pytest.raises(Denied) as denied:
        actions.cancel(person_of(somebody("far", country.far), TODAY), asked)
    assert denied.value.verdict.hidden


def test_a_link_leads_to_us_only() -> None:
    for url in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:x", ""):
        assert Job(result={"url": url}).link == ""


def test_a_clock_that_jumped_back_does_not_hold_jobs_up() -> None:
    handler()
    asked = ask(MACHINE, 1, "test")
    now = timezone.now() - timedelta(hours=10)
    assert tidy(now) == "提前 1 个 · 1 brought forward"
    assert run_next(now)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_statements_of_a_job(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    handler(lambda run: run.progress(1, 2))
    with django_assert_num_queries(1):
        run_next(timezone.now())
    ask(MACHINE, 1, "test")
    # look, savepoint and its end, lock, claim, read; progress; the outcome
    with django_assert_num_queries(8):
        run_next(timezone.now())
    assert Job.objects.get().words.zh == "好了" != NOTHING.zh
