"""The meetings of chains: they fall due by themselves, once in each span, and are noted by those who hold them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.promotion import rounds
from luodi.promotion.actions.chains import note_meeting, raise_meetings
from luodi.promotion.meetings import raise_due
from luodi.promotion.models import Chain, ChainMeeting
from luodi.rights.kernel import MACHINE, Denied, Role
from tests.people.country import TODAY
from tests.promotion.chained import chain, linked
from tests.promotion.court import who
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
Make = Callable[..., Account]
Count = Callable[..., object]
fuling = pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)


def waiting(made: Chain, cadence: str = "study") -> ChainMeeting:
    """A meeting that waits, with all that noting it asks for."""
    return ChainMeeting.objects.select_related("chain__unit__region", "chain__region").get(chain=made, cadence=cadence, held_on__isnull=True)


@fuling
@pytest.mark.mechanism("FL-02")
@pytest.mark.mechanism("PD-1")
def test_the_cadence_raises_the_meetings_that_are_due_by_itself_each_once(district: District) -> None:
    planner = district.people["planning"]
    made = chain(district, leader=district.leader, team=(planner,))
    assert rounds.chains(datetime(2026, 11, 23, 2, tzinfo=UTC)) == "2 次产业链例会到期 · 2 meetings of chains"
    rows = {row.cadence: row for row in ChainMeeting.objects.filter(chain=made).select_related("clock__standing")}
    assert set(rows) == {"dispatch", "study"}
    clock = rows["dispatch"].clock
    assert clock
    assert (clock.unit, clock.assignee, clock.url, clock.thread_id) == (district.units["promotion"], district.leader, f"/promotion/chains/{made.pk}", None)
    assert clock.standing.due_on == date(2026, 11, 30), "five working days"
    assert clock.name == "新能源汽车 · 产业链工作调度会"
    told = Notice.objects.filter(kind="project.chain", key__contains=".due.")
    assert {one.account for one in told} == {district.leader, planner}
    assert rounds.chains(datetime(2026, 11, 23, 3, tzinfo=UTC)) == "", "running twice does nothing"
    assert raise_due(date(2026, 12, 22)) == 0
    assert raise_due(date(2026, 12, 23)) == 1, "the study comes each month, the dispatch meeting every second one"
    assert raise_due(date(2027, 1, 23)) == 2
    assert raise_meetings(MACHINE, made, {"study": date(2027, 1, 23)}, date(2027, 1, 23)) == []


@pytest.mark.mechanism("FL-02")
def test_a_place_without_a_cadence_gets_no_meetings(district: District, signed_in: Sign) -> None:
    made = chain(district)
    assert raise_due(TODAY + timedelta(days=400)) == 0
    assert not Clock.objects.filter(subject_type="chain_meeting").exists()
    assert "本地的规定里没有产业链例会" in signed_in(district.promoter).get(f"/promotion/chains/{made.pk}").content.decode()


@fuling
def test_however_often_the_round_is_made_no_span_has_two_meetings(district: District) -> None:
    made = chain(district, since=date(2026, 8, 31))
    day = date(2026, 11, 1)
    while day < date(2027, 4, 20):
        raise_due(day)
        day += timedelta(days=3)
    turns = list(ChainMeeting.objects.filter(chain=made, cadence="study").order_by("turn").values_list("turn", flat=True))
    assert turns == [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]
    assert list(ChainMeeting.objects.filter(chain=made, cadence="dispatch").order_by("turn").values_list("turn", flat=True)) == [
        date(2026, 10, 31), date(2026, 12, 31), date(2027, 2, 28)]


@fuling
@pytest.mark.mechanism("FL-02")
def test_whoever_holds_a_meeting_notes_it_and_its_clock_ends(district: District, signed_in: Sign) -> None:
    made = chain(district, leader=district.leader)
    linked(district, made)
    raise_due(TODAY)
    client, home = signed_in(district.promoter), f"/promotion/chains/{made.pk}"
    shown = client.get(home).content.decode()
    assert "还剩 5 个工作日" in shown
    assert "开过了，记纪要" in shown
    assert "还剩 5 个工作日" in client.get("/promotion/chains").content.decode()
    row = waiting(made, "dispatch")
    assert client.post(f"{home}/meetings/{row.pk}", {"on": TODAY.isoformat(), "text": "议定：月底前拜访两家锂业公司。"}).status_code == 302
    row.refresh_from_db()
    assert (row.held_on, row.by, row.clock and row.clock.ended_on) == (TODAY, district.promoter, TODAY)
    assert "月底前拜访两家锂业公司" in signed_in(district.rival).get(home).content.decode()
    with pytest.raises(Refused, match="已经记过了"):
        note_meeting(MACHINE, row, TODAY, "又开了一次", district.promoter, TODAY)


@fuling
@pytest.mark.mechanism("PD-1")
def test_the_leader_has_the_meeting_in_hand_and_notes_it_too(district: District, signed_in: Sign, somebody: Make) -> None:
    made = chain(district, leader=district.leader)
    raise_due(TODAY)
    client, row = signed_in(district.leader), waiting(made)
    assert "新能源汽车 · 产业链专题研判" in client.get("/desk").content.decode()
    assert client.post(f"/promotion/chains/{made.pk}/meetings/{row.pk}", {"on": TODAY.isoformat(), "text": "研判了锂价走势"}).status_code == 302
    assert not ChainMeeting.objects.filter(pk=row.pk, held_on__isnull=True).exists()
    other, stranger = waiting(made, "dispatch"), somebody("stranger", district.country.far, Role.PROMOTER)
    for reader, status in ((district.rival, 403), (district.supervisor, 403), (stranger, 404)):
        assert signed_in(reader).get(f"/promotion/chains/{made.pk}/meetings/{other.pk}").status_code == status
        with pytest.raises(Denied):
            note_meeting(who(reader), other, TODAY, "我记", reader, TODAY)


@fuling
def test_minutes_have_words_and_a_day_within_reason(district: District) -> None:
    made = chain(district)
    raise_due(TODAY)
    row = waiting(made)
    for on, words, why in ((TODAY, "  ", "没有写"), (TODAY + timedelta(days=1), "议定", "还没有到"), (TODAY - timedelta(days=1), "议定", "早于这一期")):
        with pytest.raises(Refused, match=why):
            note_meeting(MACHINE, row, on, words, district.promoter, TODAY)


@fuling
def test_a_meeting_that_was_not_held_is_said_so_with_the_reason_and_everybody_reads_it(district: District, signed_in: Sign) -> None:
    made = chain(district)
    raise_due(TODAY)
    client, row, home = signed_in(district.promoter), waiting(made), f"/promotion/chains/{made.pk}"
    assert client.post(f"{home}/meetings/{row.pk}/skip", {"reason": " "}).status_code == 422
    assert client.post(f"{home}/meetings/{row.pk}/skip", {"reason": "链长外出招商，并入下月"}).status_code == 302
    row.refresh_from_db()
    assert (row.held_on, row.clock and row.clock.state, row.clock and row.clock.ended_on) == (None, "withdrawn", TODAY)
    shown = signed_in(district.rival).get(home).content.decode()
    assert "没有开" in shown
    assert "并入下月" in shown
    with pytest.raises(Refused, match="已经记过了"):
        note_meeting(MACHINE, row, TODAY, "补开了", district.promoter, TODAY)
    assert raise_due(TODAY + timedelta(days=5)) == 0, "the span had its meeting"


@fuling
def test_a_round_takes_as_many_statements_for_each_chain_that_is_due_and_none_for_the_others(district: District, django_assert_num_queries: Count) -> None:
    for number in range(3):
        chain(district, f"产业链{number}", leader=district.leader)
    with django_assert_num_queries(4 + 3 * EACH):  # type: ignore[attr-defined]
        assert raise_due(TODAY) == 6
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        assert raise_due(TODAY) == 0
    chain(district, "产业链四", leader=district.leader)
    with django_assert_num_queries(4 + EACH):  # type: ignore[attr-defined]
        assert raise_due(TODAY) == 2


EACH = 39
"""Statements of two meetings of one chain, with their clocks and notices."""
