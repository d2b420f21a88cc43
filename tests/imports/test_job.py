"""The job that saves a table: part by part, on from where it was, with the rights of the day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from luodi.engine.source import Refused
from luodi.imports import actions
from luodi.imports.models import Part, Upload
from luodi.ledger.models import Entry
from luodi.people.models import Account, Post
from luodi.people.queries import person_of
from luodi.rights.kernel import Denied, Role
from luodi.work import jobs
from luodi.work.models import Job
from tests import databases
from tests.imports.tables import people, table, uploaded, worked
from tests.people.country import TODAY, Country

Make = Callable[..., Account]


@pytest.fixture
def boss(country: Country, somebody: Make) -> Account:
    """A platform administrator."""
    return somebody("boss", country.bureau, Role.PLATFORM_ADMIN)


def confirmed(boss: Account, many: int) -> Upload:
    """A table of new people that is to be saved."""
    upload = uploaded(boss, table(people(many)))
    actions.confirm(person_of(boss, TODAY), upload)
    return upload


def saved() -> int:
    """How many people of the table there are."""
    return Account.objects.filter(login__startswith="p").count()


def test_a_table_is_saved_in_parts_and_says_what_came_of_it(boss: Account) -> None:
    upload = confirmed(boss, 450)
    job = worked()
    upload.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 450, 450)
    assert upload.done == {"units": 0, "accounts": 450, "posts": 450, "changed": 0, "left": 0}
    assert [entry.payload["part"] for entry in Entry.objects.filter(verb="people.import").order_by("number")] == [0, 1, 2]


@pytest.mark.parametrize("before_progress", [True, False])
def test_a_worker_that_dies_after_a_part_goes_on_with_the_next_and_counts_each_once(
        boss: Account, monkeypatch: pytest.MonkeyPatch, before_progress: bool) -> None:
    class Dies(BaseException):
        """As a kill: nothing of ours catches it."""

    upload, progress = confirmed(boss, 450), jobs.Run.progress

    def die(run: jobs.Run, done: int, *rest: Any) -> None:
        if not before_progress:
            progress(run, done, *rest)
        raise Dies
    monkeypatch.setattr(jobs.Run, "progress", die)
    with pytest.raises(Dies):
        jobs.run_next(timezone.now())
    monkeypatch.setattr(jobs.Run, "progress", progress)
    assert saved() == 200
    Job.objects.update(next_at=timezone.now())
    worked()
    upload.refresh_from_db()
    assert (saved(), Post.objects.filter(account__login__startswith="p").count()) == (450, 450)
    assert upload.done == {"units": 0, "accounts": 450, "posts": 450, "changed": 0, "left": 0}
    assert Entry.objects.filter(verb="people.import").count() == 3


def test_a_job_that_is_stopped_ends_with_the_part_it_is_at(boss: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed(boss, 450)
    progress = jobs.Run.progress

    def stop(run: jobs.Run, *held: Any) -> None:
        Job.objects.update(state="stopped", claim="")
        progress(run, *held)
    monkeypatch.setattr(jobs.Run, "progress", stop)
    assert worked().state == "stopped"
    assert saved() == 200


def test_a_right_that_was_lost_between_check_and_saving_ends_the_job_with_the_reason(boss: Account) -> None:
    upload = confirmed(boss, 2)
    Post.objects.filter(account=boss).update(role=Role.CLERK.value)
    job = worked()
    upload.refresh_from_db()
    assert (job.state, upload.done, saved()) == ("failed", None, 0)
    assert "管理人员和岗位" in job.words.zh
    assert Entry.objects.get(verb="people.import").outcome == "refused"


def test_who_may_no_longer_cannot_confirm(boss: Account) -> None:
    upload = uploaded(boss, table(people(2)))
    Post.objects.filter(account=boss).update(role=Role.CLERK.value)
    with pytest.raises(Denied):
        actions.confirm(person_of(boss, TODAY), upload)
    assert not Job.objects.exists()


def test_a_table_is_confirmed_once(boss: Account) -> None:
    upload = confirmed(boss, 2)
    with pytest.raises(Refused, match="已经确认过"):
        actions.confirm(person_of(boss, TODAY), upload)
    assert Job.objects.count() == 1


def test_what_changed_since_the_check_is_looked_at_again(boss: Account, somebody: Make, country: Country) -> None:
    upload = confirmed(boss, 2)
    somebody("p1", country.far)
    worked()
    upload.refresh_from_db()
    assert upload.done == {"units": 0, "accounts": 1, "posts": 1, "changed": 0, "left": 1}


def test_the_same_table_again_changes_nothing(boss: Account) -> None:
    confirmed(boss, 250)
    worked()
    again = confirmed(boss, 250)
    assert again.count == {"new": 0, "changed": 0, "same": 250, "faulty": 0}
    worked()
    again.refresh_from_db()
    assert set((again.done or {}).values()) == {0}


def test_a_table_that_has_expired_says_so(boss: Account) -> None:
    upload = confirmed(boss, 2)
    Part.objects.all().delete()
    assert "过期" in worked().words.zh
    upload.delete()
    Job.objects.update(state="waiting", attempts=0, next_at=timezone.now())
    assert "过期" in worked().words.zh


def test_a_part_costs_the_job_one_statement_besides_its_action(boss: Account, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    confirmed(boss, 1000)
    monkeypatch.setattr("luodi.people.actions.import_part", lambda *held: {"accounts": 1})
    with django_assert_num_queries(7 + 2 + 3 + 5 * 2):
        jobs.run_next(timezone.now())


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What `runner` found, on a database of its own."""
    with databases.own("imports") as its:
        env = {**os.environ, "LUODI_DATA": str(tmp_path_factory.mktemp("killed")), **its}
        done = subprocess.run([sys.executable, "-m", "tests.imports.runner"], cwd=Path(__file__).parents[2], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_table_whose_worker_is_killed_again_and_again_is_saved_as_one_that_was_not(killed: Any) -> None:
    assert killed["interrupted"] >= 1
    assert killed["broken"] == killed["whole"]
    assert killed["broken"]["came"]["accounts"] == killed["rows"]


def test_two_who_confirm_at_once_have_it_saved_once(killed: Any) -> None:
    assert sorted(killed["confirmed"]) == ["Refused", "ok"]
    assert killed["jobs"] == 1
