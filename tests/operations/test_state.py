"""Checks, the daily message, the page, figures, and what the log says of a request."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from luodi.engine.source import Said
from luodi.frame.logs import Json, without_rows
from luodi.frame.requests import observed
from luodi.frame.sealing import FACTOR, seal
from luodi.imports.models import Upload
from luodi.ledger.actions import By
from luodi.ledger.models import Entry, Outbox
from luodi.operations import checks, digest, doctor, metrics, queries
from luodi.operations.checks import Check, Finding, Level
from luodi.people import actions as people
from luodi.people.actions import take_notice
from luodi.people.models import Account, Factor, Session, UnitKind
from luodi.rights.kernel import MACHINE, Role
from luodi.work.models import Job, Worker
from luodi.work.models import State as JobState
from luodi.work.rounds import ROUNDS
from tests.ledger import acts
from tests.people.country import HOLIDAYS, TODAY, Country, founded, person

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Make = Callable[..., Account]


@pytest.fixture
def country(db: None, settings: Settings) -> Country:
    """The regions and units."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return founded()


@pytest.fixture
def admin(country: Country, client: Client) -> Client:
    """A browser in which a platform administrator has signed in."""
    client.force_login(person("root", country.bureau, Role.PLATFORM_ADMIN))
    return client


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leaves these findings only."""
    def leave(*found: Finding) -> None:
        monkeypatch.setattr(checks, "CHECKS", {"one": Check("one", lambda now: list(found))})
    return leave


def levels(name: str) -> list[Level]:
    """What one check says."""
    return [one.level for one in checks.CHECKS[name].run(NOW)]


def waiting(state: str, due: datetime, place: int = 0) -> None:
    """A message of the outbox."""
    Outbox.objects.create(region_id=1, number=1, place=place, key=str(place), topic="x", payload={}, state=state, next_at=due)


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(now: datetime) -> list[Finding]:
        raise ZeroDivisionError
    monkeypatch.setattr(checks, "CHECKS", {"bad": Check("bad", fails), "good": Check("good", lambda now: checks.ok("好", "good"))})
    assert [(one.check, one.level) for one in checks.findings(NOW)] == [("bad", Level.BROKEN), ("good", Level.OK)]


def test_where_the_database_does_not_answer_nobody_waits_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(now: datetime) -> list[Finding]:
        raise OperationalError
    monkeypatch.setattr(checks, "CHECKS", {one.name: one for one in (
        Check("database", fails), Check("rows", fails), Check("disk", lambda now: checks.ok("好", "good"), asks=False))})
    assert [(one.check, one.level) for one in checks.findings(NOW)] == [("database", Level.BROKEN), ("disk", Level.OK)]


def test_two_checks_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="outbox"):
        checks.register(Check("outbox", lambda now: []))


def test_all_is_well_in_a_database_that_was_just_made_once_a_worker_runs(country: Country) -> None:
    assert levels("work") == [Level.BROKEN]
    Worker.objects.create(name="one", host="here", pid=1, started_at=NOW, seen_at=NOW)
    found = {one.check: one.level for one in checks.findings(NOW)}
    assert {name for name, level in found.items() if level is Level.BROKEN} == set()
    assert set(found) == set(checks.CHECKS)


@pytest.mark.parametrize(("name", "value", "level"), [
    ("DEBUG", True, Level.BROKEN), ("ALLOWED_HOSTS", ["*"], Level.BROKEN), ("ALLOWED_HOSTS", ["luodi.example.gov.cn"], Level.WARN),
    ("ALLOWED_HOSTS", ["localhost", "[::1]", "127.0.0.1"], Level.OK)])
def test_settings_that_are_not_for_earnest_use_are_told(settings: Settings, name: str, value: Any, level: Level) -> None:
    settings.TODAY = ""
    setattr(settings, name, value)
    assert level in levels("settings")


def test_a_key_that_others_can_read_is_broken(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o644)
    assert Level.BROKEN in levels("settings")
    (tmp_path / "secret.key").chmod(0o600)
    assert Level.BROKEN not in levels("settings")


def test_a_missing_migration_and_one_of_a_newer_version_are_broken(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people' AND name = '0002_account_unit'")
        assert levels("migrations") == [Level.BROKEN]
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0002_account_unit', %s), ('people', '9999_x', %s)", [NOW, NOW])
    assert levels("migrations") == [Level.BROKEN]


def test_triggers_that_are_gone_are_broken(db: None) -> None:
    assert levels("triggers") == [Level.OK]
    with acts.unguarded():
        assert levels("triggers") == [Level.BROKEN]


@pytest.mark.parametrize("full", [False, True])
def test_an_entry_that_was_changed_is_found(country: Country, full: bool) -> None:
    assert [one.level for one in doctor.ledger(full)] == [Level.OK]
    with acts.unguarded():
        acts.tamper("UPDATE ledger_entry SET reason = 'x' WHERE number = 1")
        assert Level.BROKEN in [one.level for one in doctor.ledger(full)]


@pytest.mark.parametrize(("today", "level"), [("2026-11-01", Level.WARN), ("2026-10-01", Level.OK), ("2027-01-01", Level.BROKEN)])
def test_a_calendar_about_to_end_is_told(db: None, settings: Settings, today: str, level: Level) -> None:
    settings.TODAY = today
    assert levels("calendar") == [level]


def test_a_year_of_holidays_that_was_taken_in_makes_the_calendar_longer(db: None, settings: Settings) -> None:
    settings.TODAY = "2027-01-04"
    take_notice(MACHINE, HOLIDAYS, NOW)
    assert levels("calendar") == [Level.OK]


@pytest.mark.parametrize(("state", "due", "level"), [
    ("waiting", NOW - timedelta(minutes=5), Level.OK), ("waiting", NOW - timedelta(hours=2), Level.BROKEN), ("waiting", NOW + timedelta(hours=2), Level.OK),
    ("dead", NOW, Level.BROKEN), ("sent", NOW - timedelta(days=9), Level.OK)])
def test_messages_that_do_not_leave_are_broken(db: None, state: str, due: datetime, level: Level) -> None:
    waiting(state, due)
    assert levels("outbox") == [level]


def test_no_backup_or_an_old_one_is_told(db: None) -> None:
    assert levels("backup") == [Level.WARN]
    _backed_up()
    now = timezone.now()
    assert [checks.CHECKS["backup"].run(now + timedelta(days=days))[0].level for days in (0, 8)] == [Level.OK, Level.WARN]


def _backed_up() -> None:
    from luodi.operations.actions import note_backup
    from luodi.operations.archive import Manifest
    from luodi.operations.backup import Made
    note_backup(MACHINE, Made(Manifest("0.2.0", "2026-11-23T00:00:00+00:00", "sqlite", {}, (), ()), 10, "ab" * 32))


def test_the_daily_message_goes_to_each_region_with_an_administrator_and_to_nobody_when_all_is_well(country: Country, only: Callable[..., None]) -> None:
    here = [person("root", country.bureau, Role.PLATFORM_ADMIN).pk, person("root2", country.office, Role.PLATFORM_ADMIN).pk]
    far = person("root3", country.far, Role.PLATFORM_ADMIN).pk
    person("li", country.bureau)
    only(Finding(Level.OK, Said("好", "good")))
    sent: list[digest.Told] = []
    assert digest.tell_administrators(NOW, TODAY, sent.append) == 0
    only(Finding(Level.WARN, Said("快了", "soon")), Finding(Level.BROKEN, Said("坏了", "bad")))
    assert digest.tell_administrators(NOW, TODAY, sent.append) == 2
    assert {told.region_id: told.accounts for told in sent} == {country.district.pk: tuple(here), country.elsewhere.pk: (far,)}
    assert sent[0].body.zh == "✗ 坏了\n! 快了"
    assert {told.key for told in sent} == {"operations.broken.2026-11-23"}


def test_the_message_does_not_grow_without_end() -> None:
    found = [Finding(Level.BROKEN, Said(f"坏 {n}", f"bad {n}")) for n in range(100)]
    body = digest.messages(found, [(1, 2)], TODAY)[0].body.en
    assert body.endswith("and 80 more, on the page of the system's state")
    assert len(body.splitlines()) == 21


def test_the_page_shows_what_is_broken_first_and_what_there_is(admin: Client) -> None:
    waiting("dead", NOW)
    _backed_up()
    text = admin.get("/operations").content.decode()
    assert re.search(r"故障.*1 条消息多次没有送到.*正常", text, re.DOTALL)
    assert "ab" * 32 in text
    assert queries.database_version() in text


def test_the_page_is_for_platform_administrators(country: Country, client: Client) -> None:
    client.force_login(person("li", country.bureau, Role.LEADER))
    assert client.get("/operations").status_code == 403


def test_the_page_asks_the_same_whatever_there_is(admin: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        admin.get("/operations")
    for place in range(30):
        waiting("dead", NOW, place)
    with CaptureQueriesContext(connection) as many:
        admin.get("/operations")
    assert len(few) == len(many)


def _value(text: str, name: str) -> float:
    found = re.search(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)
    assert found, name
    return float(found[1])


def test_figures_are_there_for_who_knows_the_token_only(db: None, client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "令牌 long"
    codes = [client.get("/metrics", headers=headers).status_code for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "long"})]
    settings.METRICS_TOKEN = "long"
    codes.append(client.get("/metrics", headers={"Authorization": "Bearer long"}).status_code)
    assert codes == [404, 404, 404, 200]


def test_figures_tell_what_the_database_holds_with_the_same_statements_whatever_it_holds(
        country: Country, client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    settings.METRICS_TOKEN = "long"
    person("li", country.bureau)
    waiting("dead", NOW)
    waiting("waiting", timezone.now() - timedelta(seconds=90), 1)
    Worker.objects.create(name="one", host="here", pid=1, started_at=timezone.now(), seen_at=timezone.now())
    Job.objects.create(region_id=1, kind="x", params={}, title=["", ""], state=JobState.WAITING,
                       next_at=timezone.now(), created_at=NOW, moved_at=NOW)
    # Four for the ledger, accounts, sessions and the outbox; one each for clocks due and broken, workers, and jobs that wait.
    with django_assert_num_queries(8):
        text = client.get("/metrics", headers={"Authorization": "Bearer long"}).content.decode()
    names = ("up", "ledger_entries", "outbox_waiting", "outbox_dead", "accounts", "workers", "jobs_waiting", "clocks_due", "clocks_broken")
    assert [_value(text, f"luodi_{name}") for name in names] == [1, Entry.objects.count(), 1, 1, 1, 1, 1, 0, 0]
    assert 90 <= _value(text, "luodi_outbox_oldest_seconds") < 900


def test_a_house_adds_a_figure_of_its_own(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "GAUGES", {})
    metrics.register("luodi_jobs_waiting", "jobs that wait", lambda now: 3)
    assert _value(metrics.text().decode(), "luodi_jobs_waiting") == 3
    with pytest.raises(ValueError, match="luodi_jobs_waiting"):
        metrics.register("luodi_jobs_waiting", "", lambda now: 3)


def test_requests_are_counted_by_the_name_of_the_address_so_that_odd_ones_make_no_series(db: None, client: Client) -> None:
    for path in ("/healthz", "/nothing-1", "/nothing-2"):
        client.get(path)
    client.generic("ODD", "/healthz")
    text = metrics.text().decode()
    assert 'route="health"' in text
    assert "nothing-" not in text
    assert "ODD" not in text


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the log says, as it would be written."""
    form = Json()
    with caplog.at_level(logging.INFO, "luodi"):
        yield lambda: [json.loads(form.format(record)) for record in caplog.records if record.name == "luodi.request"]


def test_a_request_is_one_line_without_its_query_and_without_secrets_in_its_path(
        admin: Client, country: Country, lines: Callable[[], list[dict[str, Any]]]) -> None:
    admin.get("/people/units?q=王某某")
    admin.get("/g/a-secret-token")
    first, second = lines()
    assert {"time", "level", "logger", "ms"} <= first.keys()
    assert (first["method"], first["path"], first["status"], first["region"]) == ("GET", "/people/units", 200, country.district.pk)
    assert first["account"] == Account.objects.get(login="root").pk
    assert first["statements"] > 0
    assert second["path"] == "/g/…"
    assert (second["account"], second["statements"]) == (None, 0)
    assert "王某某" not in json.dumps(lines(), ensure_ascii=False)


@pytest.mark.parametrize(("given", "kept"), [("abcd-1234.x_y", True), ("a" * 64, True), ("short", False), ("a" * 65, False), ("a b c d e f g", False),
                                             ("abcdefgh\n", False), ("<script>alert", False)])
def test_a_number_that_a_proxy_gave_is_kept_when_it_is_sane(client: Client, db: None, given: str, kept: bool) -> None:
    back = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (back == given) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", back)


def test_an_error_says_its_number_and_the_log_has_it_with_the_traceback(
        client: Client, db: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> None:
        raise LookupError("here")
    monkeypatch.setattr("luodi.portal.views.home.render", fails)
    client.raise_request_exception = False
    form, written = Json(), []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(json.loads(form.format(record)))  # type: ignore[method-assign]
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = client.get("/?q=secret")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert number in answer.content.decode()
    assert written[0]["request_id"] == number
    assert "LookupError" in written[0]["traceback"]
    assert "secret" not in json.dumps(written)


def test_rows_that_a_database_quotes_are_not_written_down() -> None:
    assert without_rows('ERROR\nDETAIL:  Key (login)=(wang) already exists.\nnext') == "ERROR\nDETAIL: …\nnext"


def test_the_number_of_the_request_stands_in_the_ledger(country: Country, rf: RequestFactory) -> None:
    account = person("root", country.bureau, Role.PLATFORM_ADMIN)

    def view(request: Any) -> Any:
        from django.http import HttpResponse

        from luodi.people.queries import person_of
        request.person = person_of(account, TODAY)
        people.add_unit(By(request.person, "新设"), country.district, "新科", UnitKind.DEPARTMENT)
        return HttpResponse()
    observed(view)(rf.get("/", headers={"X-Request-ID": "abcd-1234"}))
    last = Entry.objects.filter(region_id=country.district.pk).order_by("-number").first()
    assert last is not None
    assert (last.request_id, last.reason) == ("abcd-1234", "新设")


def test_static_files_are_not_asked_for_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "staticfiles_storage", StaticFilesStorage())
    assert levels("static") == [Level.OK]


def test_days_of_posts_decide_who_is_told(country: Country) -> None:
    account = person("root", country.bureau, Role.PLATFORM_ADMIN)
    assert queries.administrators(date(2025, 12, 31)) == []
    assert queries.administrators(TODAY) == [(country.district.pk, account.pk)]


def test_ended_sessions_and_unconfirmed_imports_are_removed_by_a_round(country: Country) -> None:
    account = person("li", country.bureau)
    for number, expires in enumerate((NOW - timedelta(seconds=1), NOW + timedelta(hours=1))):
        Session.objects.create(session_key=str(number), session_data="", expire_date=expires, first_at=NOW, seen_at=NOW)
        Upload.objects.create(region=country.district, account=account, file=str(number), kind="people", size=0, notes=[], count={},
                              shown={}, at=NOW, expires=expires)
    assert "1 sessions, 1 imports" in ROUNDS["people.tidy"].run(NOW)
    assert (Session.objects.get().session_key, Upload.objects.get().file) == ("1", "1")
    assert ROUNDS["people.tidy"].run(NOW) == ""


def test_what_was_sealed_with_another_key_is_named(country: Country, settings: Settings) -> None:
    account = person("li", country.bureau)
    Factor.objects.create(account=account, secret=seal(FACTOR, "x", NOW), counter=0, since=NOW)
    assert levels("sealed") == [Level.OK]
    settings.SECRET_KEY = "another"
    found = checks.CHECKS["sealed"].run(NOW)
    assert [one.level for one in found] == [Level.BROKEN]
    assert "li" in found[0].said.zh
