"""The clock of a case: acceptance, pauses, extension, lights."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luodi.engine.source import Refused, read_text
from luodi.engine.timelimit import (
    Accepted,
    ClockRules,
    Corrected,
    CorrectionsAsked,
    Decided,
    Event,
    Extended,
    Limit,
    NotAccepted,
    Pause,
    Paused,
    Received,
    Resumed,
    Withdrawn,
    due_day,
    merged,
    read_clock,
)
from tests.engine.clocks import CALENDAR, HEARING, NATIONAL, RULES, TEN, TWENTY, accepted, clock, on, rolling

# Due day -------------------------------------------------------------------------------------------------------------

def test_the_clock_steps_over_national_day_and_counts_the_make_up_saturday() -> None:
    assert due_day(CALENDAR, on("09-21"), TEN) == on("10-12")


def test_the_day_of_acceptance_is_not_counted() -> None:
    assert due_day(CALENDAR, on("09-21"), Limit(1)) == on("09-22")


def test_a_make_up_day_may_be_the_last_day() -> None:
    assert due_day(CALENDAR, on("09-21"), Limit(9)) == on("10-10")


def test_a_calendar_limit_that_ends_in_a_holiday_rolls_to_the_first_working_day() -> None:
    assert due_day(CALENDAR, on("09-21"), Limit(12, "calendar")) == on("10-08")
    assert due_day(CALENDAR, on("09-21"), Limit(19, "calendar")) == on("10-10")


def test_a_same_day_limit_ends_on_the_day_or_on_the_first_day_that_works() -> None:
    assert due_day(CALENDAR, on("09-21"), Limit(0)) == on("09-21")
    assert due_day(CALENDAR, on("09-25"), Limit(0)) == on("09-28")
    assert due_day(CALENDAR, on("09-21"), Limit(0), [Pause(on("09-21"), on("09-22"))]) == on("09-23")


def test_overlapping_pauses_are_not_counted_twice() -> None:
    pauses = [Pause(on("09-22"), on("09-24")), Pause(on("09-23"), on("09-28")), Pause(on("09-29"), on("09-29"))]
    assert due_day(CALENDAR, on("09-21"), Limit(1), pauses) == on("09-30")


def test_a_pause_from_the_day_after_the_due_day_changes_nothing_one_on_the_due_day_does() -> None:
    assert due_day(CALENDAR, on("09-21"), TEN, [Pause(on("10-13"))]) == on("10-12")
    assert due_day(CALENDAR, on("09-21"), TEN, [Pause(on("10-12"))]) is None
    assert due_day(CALENDAR, on("09-21"), TEN, [Pause(on("10-12"), on("10-12"))]) == on("10-13")


def test_a_calendar_that_rolls_backwards_is_refused() -> None:
    with pytest.raises(Refused, match="不能提前"):
        due_day(rolling("previous"), on("09-21"), Limit(5, "calendar"))


def test_adjacent_pauses_become_one() -> None:
    assert merged([Pause(on("09-24"), on("09-25")), Pause(on("09-22"), on("09-23"))]) == (
        Pause(on("09-22"), on("09-25")),)


# Acceptance ----------------------------------------------------------------------------------------------------------

def test_before_acceptance_the_clock_waits_and_says_until_when_corrections_can_be_asked() -> None:
    now = clock([Received(on("09-21"))], "09-28")
    assert (now.state, now.light, now.ask_until, now.due_on) == ("received", "waiting", on("09-29"), None)
    assert now.reread_on == on("09-30")


def test_silence_for_five_working_days_is_acceptance_on_the_day_of_receipt() -> None:
    assert clock([Received(on("09-21"))], "09-29").accepted_on is None
    now = clock([Received(on("09-21"))], "09-30")
    assert (now.state, now.accepted_on, now.accepted_by) == ("reviewing", on("09-21"), "silence")
    assert now.due_on == on("10-12")
    assert "第三十二条" in now.why.zh
    assert "即为受理" in now.notes[0].zh


def test_corrections_asked_in_time_wait_for_the_applicant() -> None:
    events: list[Event] = [Received(on("09-21")), CorrectionsAsked(on("09-29"), ("平面图",))]
    now = clock(events, "12-01")
    assert (now.state, now.light, now.left, now.reread_on) == ("waiting_papers", "waiting", None, None)


def test_after_corrections_silence_is_acceptance_on_the_day_they_came() -> None:
    events: list[Event] = [Received(on("09-14")), CorrectionsAsked(on("09-15"), ("平面图",)), Corrected(on("09-21"))]
    assert clock(events, "09-29").state == "received"
    assert clock(events, "09-30").accepted_on == on("09-21")


def test_corrections_asked_too_late_do_not_stop_the_clock_and_the_clock_says_so() -> None:
    events: list[Event] = [Received(on("09-21")), CorrectionsAsked(on("09-30"), ("平面图",)), Corrected(on("10-09"))]
    now = clock(events, "10-09")
    assert (now.state, now.accepted_on, now.due_on) == ("reviewing", on("09-21"), on("10-12"))
    assert "已逾期" in now.notes[-1].zh


def test_an_acceptance_that_comes_too_late_does_not_move_the_start() -> None:
    now = clock([Received(on("09-21")), Accepted(on("10-08"))], "10-08")
    assert (now.accepted_on, now.accepted_by) == (on("09-21"), "silence")
    assert "晚于法定期限" in now.notes[-1].zh


def test_an_application_can_be_accepted_while_papers_are_still_awaited() -> None:
    events: list[Event] = [Received(on("09-21")), CorrectionsAsked(on("09-22"), ("平面图",)), Accepted(on("09-23")),
                           Corrected(on("09-28"))]
    assert clock(events, "09-29").accepted_on == on("09-23")


def test_a_decision_on_the_spot_is_acceptance_and_decision_in_one() -> None:
    now = clock([Received(on("09-21")), Decided(on("09-21"), "approved")], "09-30")
    assert (now.state, now.accepted_by, now.light) == ("decided", "decision", "done_in_time")


def test_a_limit_from_receipt_runs_before_acceptance_and_from_the_day_the_papers_were_whole() -> None:
    seven = Limit(7, "calendar", counted_from="received")
    assert clock([Received(on("09-07"))], "09-08", promised=seven).due_on == on("09-14")
    events: list[Event] = [Received(on("09-07")), CorrectionsAsked(on("09-08"), ("合同",))]
    assert clock(events, "09-09", promised=seven).due_on is None
    events += [Corrected(on("09-10")), Accepted(on("09-14"))]
    assert clock(events, "09-14", promised=seven).due_on == on("09-17")


# Pauses: two limits on one clock -------------------------------------------------------------------------------------

def test_a_hearing_told_in_writing_pauses_both_limits() -> None:
    events = [*accepted("09-21"), Paused(on("09-23"), "hearing", HEARING), Resumed(on("09-28"))]
    now = clock(events, "09-28", TWENTY)
    assert (now.due_on, now.statutory_due_on) == (on("10-14"), on("10-28"))


def test_a_hearing_without_a_paper_does_not_stop_the_statutory_limit() -> None:
    events = [*accepted("09-21"), Paused(on("09-23"), "hearing"), Resumed(on("09-28"))]
    now = clock(events, "09-28", TWENTY)
    assert (now.due_on, now.statutory_due_on) == (on("10-14"), on("10-26"))
    assert "没有书面告知" in now.notes[-1].zh


def test_a_publicity_period_pauses_the_promise_only() -> None:
    events = [*accepted("09-21"), Paused(on("09-23"), "publicity", "公示"), Resumed(on("09-28"))]
    now = clock(events, "09-28", TWENTY)
    assert (now.due_on, now.statutory_due_on) == (on("10-14"), on("10-26"))


def test_an_open_pause_holds_the_due_day_and_keeps_what_is_left() -> None:
    now = clock([*accepted("09-21"), Paused(on("09-24"), "hearing", HEARING)], "11-30", TWENTY)
    assert (now.state, now.light, now.due_on, now.statutory_due_on) == ("paused", "paused", None, None)
    assert (now.left, now.yellow_on, now.overdue_on) == (8, None, None)


def test_a_pause_that_begins_when_all_is_lost_saves_nothing() -> None:
    now = clock([*accepted("09-21"), Paused(on("10-13"), "hearing", HEARING)], "10-20")
    assert (now.state, now.light, now.due_on) == ("paused", "red", on("10-12"))


def test_a_statutory_limit_that_runs_on_turns_the_light_while_the_promise_is_paused() -> None:
    events = [*accepted("09-21"), Paused(on("09-23"), "publicity")]
    assert clock(events, "10-10", TWENTY).light == "paused"
    assert clock(events, "10-20", TWENTY).light == "yellow"
    assert clock(events, "10-27", TWENTY).light == "red"
    assert clock(events, "10-27", TWENTY).late


def test_a_planned_pause_counts_only_from_its_day_and_asks_to_be_read_again() -> None:
    events = [*accepted("09-21"), Paused(on("09-28"), "hearing", HEARING)]
    now = clock(events, "09-24")
    assert (now.state, now.due_on, now.reread_on) == ("reviewing", on("10-12"), on("09-28"))
    assert clock(events, "09-28").light == "paused"


def test_a_region_can_declare_that_a_reason_stops_nothing() -> None:
    text = (NATIONAL / "clock.yaml").read_text(encoding="utf-8").replace("excludes: promised", "excludes: none")
    rules = ClockRules.build(read_text(text, "clock.yaml"))
    events = [*accepted("09-21"), Paused(on("09-23"), "publicity")]
    now = read_clock(CALENDAR, rules, events, None, TEN, on("09-24"))
    assert (now.state, now.light, now.due_on) == ("paused", "green", on("10-12"))
    assert "按规则不停时" in "".join(now.proof())


# Extension -----------------------------------------------------------------------------------------------------------

def test_an_extension_moves_both_limits() -> None:
    now = clock([*accepted("09-21"), Extended(on("10-09"), 10, "李局长", True)], "10-09", TWENTY)
    assert (now.due_on, now.statutory_due_on) == (on("10-26"), on("11-09"))


def test_an_extension_the_applicant_was_not_told_of_leaves_the_statutory_limit() -> None:
    now = clock([*accepted("09-21"), Extended(on("10-09"), 10, "李局长", False)], "10-09", TWENTY)
    assert (now.due_on, now.statutory_due_on) == (on("10-26"), on("10-26"))
    assert "没有告知" in now.notes[-1].zh


def test_an_extension_after_the_promised_day_does_not_whiten_the_promise() -> None:
    now = clock([*accepted("09-21"), Extended(on("10-13"), 10, "李局长", True)], "10-13", TWENTY)
    assert (now.due_on, now.statutory_due_on, now.light) == (on("10-12"), on("11-09"), "red")


def test_joint_handling_is_45_days_and_15_more_approved_by_the_government() -> None:
    joint = RULES.limit("joint", "verified")
    assert (joint.days, joint.unit) == (45, "working")
    now = clock([*accepted("09-21"), Extended(on("10-09"), 15, "王区长", True)], "10-09", joint, None)
    assert now.statutory_due_on == due_day(CALENDAR, on("09-21"), Limit(60))


# Lights --------------------------------------------------------------------------------------------------------------

@pytest.mark.mechanism("BH-06a")
def test_the_lights_of_a_ten_day_limit_over_national_day() -> None:
    lights = {}
    for k in range(30):
        day = on("09-21") + timedelta(days=k)
        lights[day] = clock(accepted("09-21"), str(day)).light
    now = clock(accepted("09-21"), "09-21")
    assert (now.yellow_on, now.overdue_on) == (on("10-09"), on("10-13"))
    assert {d for d, light in lights.items() if light == "yellow"} == {on(f"10-{d:02}") for d in (9, 10, 11, 12)}
    assert {light for d, light in lights.items() if d < on("10-09")} == {"green"}
    assert {light for d, light in lights.items() if d > on("10-12")} == {"red"}


@pytest.mark.mechanism("BH-06a")
def test_a_warning_is_never_later_than_the_last_working_day_before_the_due_day() -> None:
    """A calendar limit that rolls over National Day warns before the holiday, not in it."""
    now = clock(accepted("09-25"), "09-25", promised=Limit(7, "calendar"))
    assert (now.due_on, now.yellow_on) == (on("10-08"), on("09-30"))


def test_what_is_left_is_0_on_the_due_day_and_below_0_after_it() -> None:
    assert [clock(accepted("09-21"), day).left for day in ("10-10", "10-12", "10-13", "10-15")] == [1, 0, -1, -3]


def test_a_decision_stops_the_light_and_says_whether_it_was_in_time() -> None:
    assert clock([*accepted("09-21"), Decided(on("10-12"), "approved")], "12-01").light == "done_in_time"
    late = clock([*accepted("09-21"), Decided(on("10-13"), "rejected")], "12-01")
    assert (late.light, late.overdue_on, late.left) == ("done_late", on("10-13"), -1)


def test_after_a_decision_in_time_no_light_is_still_to_turn() -> None:
    now = clock([*accepted("09-21"), Decided(on("09-24"), "approved")], "12-01")
    assert (now.yellow_on, now.overdue_on, now.reread_on) == (None, None, None)


def test_a_decision_in_a_pause_ends_the_pause_and_is_in_time() -> None:
    events = [*accepted("09-21"), Paused(on("09-24"), "hearing", HEARING), Decided(on("11-30"), "approved")]
    assert clock(events, "12-01", TWENTY).light == "done_in_time"


def test_refusal_and_withdrawal_end_the_clock() -> None:
    assert clock([Received(on("09-21")), NotAccepted(on("09-22"), "不属于本机关")], "12-01").light == "ended"
    now = clock([*accepted("09-21"), Withdrawn(on("09-22"))], "12-01")
    assert (now.state, now.light, now.late) == ("withdrawn", "ended", False)


def test_an_unverified_statutory_limit_never_makes_an_authority_late() -> None:
    unsure = RULES.limit("ordinary")
    now = clock(accepted("09-21"), "12-01", unsure, None)
    assert (now.statutory_due_on, now.late, now.light, now.overdue_on) == (on("10-26"), False, "yellow", None)
    assert "未核" in "".join(now.proof())
    assert clock(accepted("09-21"), "12-01", unsure, Limit(60)).light == "green"


def test_a_verified_statutory_limit_does() -> None:
    assert not clock(accepted("09-21"), "10-26", TWENTY).late
    assert clock(accepted("09-21"), "10-27", TWENTY).late


def test_a_clock_without_limits_stays_green() -> None:
    now = clock(accepted("09-21"), "12-01", None, None)
    assert (now.light, now.left, now.proof()[-1]) == ("green", None, "没有在计的时限")
    paused = clock([*accepted("09-21"), Paused(on("09-22"), "publicity")], "12-01", None, None)
    assert paused.light == "paused"


def test_a_due_day_in_a_year_without_a_notice_is_provisional() -> None:
    assert not clock(accepted("12-01"), "12-02").provisional
    assert clock(accepted("12-25"), "12-28").provisional
