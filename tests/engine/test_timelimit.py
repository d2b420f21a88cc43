"""The clock of a case: acceptance, pauses, extension, lights, proof, and the orders of events it refuses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import luodi
from luodi.engine.source import LANGUAGES, Refused, read_text
from luodi.engine.timelimit import (
    Accepted,
    Clock,
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
    Words,
    due_day,
    merged,
    read_clock,
)
from luodi.engine.workdays import Calendar

NATIONAL = Path(luodi.__file__).parent / "mechanisms" / "national"
CALENDAR = Calendar.read(NATIONAL / "calendar.yaml")
RULES = ClockRules.read(NATIONAL / "clock.yaml")
TEN = Limit(10)
TWENTY = Limit(20)
HEARING = "听证通知书〔2026〕1号"


def on(text: str) -> date:
    """`09-21` is 21 September 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def accepted(day: str) -> list[Event]:
    return [Received(on(day)), Accepted(on(day))]


def clock(events: list[Event], today: str, statutory: Limit | None = None, promised: Limit | None = TEN) -> Clock:
    return read_clock(CALENDAR, RULES, events, statutory, promised, on(today))


def rolling(roll: str) -> Calendar:
    """2026 without holidays, with another rule for a last day that falls on a day off."""
    return Calendar.build(read_text(f"rules: {{start_day: {{counts: false}}, last_day: {{roll: {roll}}}}}\n"
                                    "years: [{year: 2026, notices: [{number: N}]}]", "calendar.yaml"))


def refused(events: list[Event], today: str = "12-31", statutory: Limit | None = TWENTY) -> str:
    with pytest.raises(Refused) as caught:
        clock(events, today, statutory)
    (fault,) = caught.value.faults
    assert fault.said.en.startswith("event ") or "clock" in fault.said.en
    return fault.to("zh-Hans")


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


# Proof ---------------------------------------------------------------------------------------------------------------

def test_the_proof_shows_the_working_day_by_day() -> None:
    assert clock(accepted("09-21"), "09-22").proof()[3:] == [
        "第1个工作日 2026-09-22（周二）",
        "第2个工作日 2026-09-23（周三）",
        "第3个工作日 2026-09-24（周四）",
        "2026-09-25（周五）至2026-09-27（周日） 中秋节放假，不计",
        "第4个工作日 2026-09-28（周一）",
        "第5个工作日 2026-09-29（周二）",
        "第6个工作日 2026-09-30（周三）",
        "2026-10-01（周四）至2026-10-07（周三） 国庆节放假，不计",
        "第7个工作日 2026-10-08（周四）",
        "第8个工作日 2026-10-09（周五）",
        "第9个工作日 2026-10-10（周六），国庆节调休上班",
        "2026-10-11（周日） 周末，不计",
        "第10个工作日 2026-10-12（周一）",
    ]


def test_the_proof_speaks_english_too() -> None:
    lines = clock(accepted("09-21"), "09-22").proof("en")
    assert lines[-1] == "working day 10: 2026-10-12 (Mon)"
    assert lines[2] == "promised limit 10 working days; 2026-09-21 (Mon) itself is not counted"


def test_the_proof_names_the_pause_and_its_paper_on_both_limits() -> None:
    events = [*accepted("09-21"), Paused(on("09-23"), "hearing", HEARING), Resumed(on("09-28")),
              Paused(on("09-29"), "site_check"), Resumed(on("09-30"))]
    promised, statutory = clock(events, "09-30", TWENTY), clock(events, "09-30", TWENTY).proof(which="statutory")
    hearing = f"2026-09-23（周三）至2026-09-27（周日） 听证暂停计时（{HEARING}），不计"
    assert hearing in promised.proof()
    assert hearing in statutory
    assert "2026-09-29（周二） 现场核查暂停计时，不计" in promised.proof()
    assert "2026-09-29（周二）起的现场核查不在法定不计时的事由之内，照计" in statutory


def test_the_proof_of_an_open_pause_says_what_is_used_and_what_is_left() -> None:
    lines = clock([*accepted("09-21"), Paused(on("09-24"), "hearing", HEARING)], "10-20").proof()
    assert lines[-1] == f"2026-09-24（周四）起 听证暂停计时（{HEARING}），尚未恢复；已计2个工作日，还有8个工作日"


def test_the_proof_of_a_calendar_limit_shows_the_roll() -> None:
    lines = clock(accepted("09-29"), "09-29", promised=Limit(2, "calendar")).proof()
    assert lines[3:] == ["第1日 2026-09-30（周三）", "第2日 2026-10-01（周四）",
                         "2026-10-02（周五）至2026-10-07（周三） 国庆节放假，不计", "末日顺延至 2026-10-08（周四）"]


def test_the_proof_of_a_same_day_limit_is_one_day() -> None:
    assert clock(accepted("09-21"), "09-21", promised=Limit(0)).proof()[-1] == "当日办结 2026-09-21（周一）"
    assert clock(accepted("09-26"), "09-26", promised=Limit(0)).proof()[-1] == "末日顺延至 2026-09-28（周一）"


def test_the_proof_of_a_same_day_limit_that_does_not_roll_stays_on_a_day_off() -> None:
    now = read_clock(rolling("none"), RULES, accepted("09-26"), None, Limit(0, "calendar"), on("09-26"))
    assert now.proof()[-1] == "当日办结 2026-09-26（周六）"


def test_the_proof_tells_corrections_extension_and_silence() -> None:
    events: list[Event] = [Received(on("09-14")), CorrectionsAsked(on("09-15"), ("平面图", "合同")),
                           Corrected(on("09-21")), Extended(on("10-10"), 5, "李局长", True)]
    lines = clock(events, "10-10").proof()
    assert lines[1] == "2026-09-15（周二）告知补正：平面图、合同"
    assert lines[2] == "2026-09-21（周一）补正到件"
    assert "即为受理" in lines[3]
    assert "2026-10-10（周六）经李局长批准延长5个工作日，共15个工作日" in lines
    late = clock([*accepted("09-21"), Extended(on("10-13"), 5, "李局长", True)], "10-13", TWENTY).proof()
    assert "2026-10-13（周二）经李局长批准的延长不改变承诺时限" in late


@pytest.mark.parametrize(("events", "said"), [
    ([Received(on("09-21"))], "最迟2026-09-29（周二）告知补正"),
    ([Received(on("09-21")), CorrectionsAsked(on("09-22"), ("合同",))], "等待申请人补正"),
    ([Received(on("09-21")), NotAccepted(on("09-22"), "不属于本机关")], "不予受理"),
    ([Received(on("09-21")), Withdrawn(on("09-22"))], "受理前撤回"),
])
def test_the_proof_of_a_clock_that_has_not_begun_says_why(events: list[Event], said: str) -> None:
    lines = clock(events, "09-22").proof()
    assert said in lines[-2]
    assert lines[-1] == "没有在计的时限"


# Orders of events that cannot be -------------------------------------------------------------------------------------

A = accepted("09-21")
ASKED = CorrectionsAsked(on("09-22"), ("合同",))
P = Paused(on("09-23"), "hearing", HEARING)


@pytest.mark.parametrize(("events", "said"), [
    ([], "应从“收到材料”开始"),
    ([Accepted(on("09-21"))], "第 1 件事“受理”（2026-09-21）：还没有“收到材料”"),
    ([*A, Received(on("09-22"))], "一件只收一次"),
    ([*A, Paused(on("09-20"), "hearing", HEARING)], "第 3 件事“暂停计时”（2026-09-20）：早于前一件事“受理”"),
    ([Received(on("09-21")), ASKED, Corrected(on("09-23")), CorrectionsAsked(on("09-24"), ("图",))], "只能一次告知"),
    ([Received(on("09-21")), CorrectionsAsked(on("09-22"), ())], "请一次列全"),
    ([*A, ASKED], "不能再要求补正"),
    ([*A, Corrected(on("09-22"))], "没有告知过补正"),
    ([Received(on("09-21")), ASKED, Corrected(on("09-23")), Corrected(on("09-24"))], "补正只有一次"),
    ([*A, Accepted(on("09-22"))], "一件只受理一次"),
    ([*A, NotAccepted(on("09-22"), "不符")], "不能再不予受理"),
    ([Received(on("09-21")), NotAccepted(on("09-30"), "不符")], "逾期视为受理"),
    ([Received(on("09-21")), NotAccepted(on("09-22"), " ")], "没有写理由"),
    ([Received(on("09-21")), P], "还没有受理"),
    ([*A, P, Paused(on("09-24"), "tender", "x")], "自 2026-09-23 起已在暂停（听证）"),
    ([*A, Paused(on("09-23"), "hearng", "x")], "是不是“hearing”"),
    ([*A, Resumed(on("09-23"))], "现在没有暂停"),
    ([*A, P, Resumed(on("09-24")), Resumed(on("09-24"))], "现在没有暂停"),
    ([Received(on("09-21")), Extended(on("09-22"), 5, "李", True)], "还没有受理"),
    ([*A, Extended(on("09-22"), 5, "李", True), Extended(on("09-23"), 5, "李", True)], "只能延长一次"),
    ([*A, Extended(on("10-27"), 5, "李", True)], "期限 2026-10-26 已过"),
    ([*A, Extended(on("09-22"), 5, " ", True)], "须经本行政机关负责人批准"),
    ([*A, Extended(on("09-22"), 11, "李", True)], "最多延长 10 天"),
    ([*A, Extended(on("09-22"), 0, "李", True)], "最多延长 10 天"),
    ([*A, Decided(on("09-22"), "approved"), P], "已于 2026-09-22 结束"),
    ([*A, Withdrawn(on("09-22")), Decided(on("09-23"), "approved")], "已于 2026-09-22 结束"),
    ([Received(on("09-21")), ASKED, Decided(on("09-23"), "approved")], "还在等补正材料"),
])
def test_an_order_that_cannot_be_is_refused_by_name(events: list[Event], said: str) -> None:
    assert said in refused(events)


def test_a_decision_with_an_unknown_outcome_is_refused() -> None:
    assert "approved_with_gaps" in refused([*A, Decided(on("09-22"), "fine")])  # type: ignore[arg-type]


def test_the_last_moment_of_an_extension_is_the_due_day() -> None:
    assert clock([*A, Extended(on("10-26"), 5, "李", True)], "10-26", TWENTY).statutory_due_on == on("11-02")


def test_an_extension_needs_a_limit_and_a_procedure_that_knows_extensions() -> None:
    with pytest.raises(Refused, match="没有时限可延长"):
        clock([*A, Extended(on("09-22"), 5, "李", True)], "09-22", None, None)
    with pytest.raises(Refused, match="最多延长 0 天"):
        clock([*A, Extended(on("09-22"), 5, "李", True)], "09-22", RULES.limit("first_review"))


def test_a_clock_cannot_be_read_before_the_papers_came() -> None:
    assert "才收到材料" in refused([Received(on("09-21"))], "09-20")


# Rules ---------------------------------------------------------------------------------------------------------------

def test_the_national_rules_hold_what_the_law_says() -> None:
    law = {key for key, pause in RULES.pauses.items() if pause.excludes == "statutory"}
    assert law == {"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}
    assert all(RULES.pauses[key].needs_paper for key in law)
    assert {(p.days, p.extension) for p in RULES.procedures.values()} == {(20, 10), (45, 15), (20, 0)}
    assert RULES.ask_within == 5


def test_every_reason_and_procedure_is_named_in_four_languages_and_has_a_source() -> None:
    rows = [(row.label, row.source) for row in RULES.pauses.values()]
    rows += [(row.label, row.source) for row in RULES.procedures.values()]
    for label, source in rows:
        assert set(label.by_language) == set(LANGUAGES)
        assert source
    assert RULES.pauses["hearing"].label.to("ja") == "聴聞"


def test_a_missing_language_falls_back_to_english_and_then_to_chinese() -> None:
    assert Words({"zh-Hans": "听证", "en": "hearing"}).to("ko") == "hearing"
    assert Words({"zh-Hans": "听证"}).to("ko") == "听证"
    assert Words({"zh-Hans": "听证", "en": "hearing"}).to("zh-Hans-CN") == "听证"


def test_an_unknown_procedure_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refused, match="ordinary"):
        RULES.limit("ordinry")


@pytest.mark.parametrize(("old", "new", "said"), [
    ("share: 1/5", "share: 5/1", "小于 1 的分数"),
    ("share: 1/5", "shar: 1/5", "没有“shar”"),
    ("ask_within: 5 ", "ask_within: soon ", "应是整数"),
    ("excludes: promised", "excludes: promise", "是不是“promised”"),
    ("needs_paper: true", "needs_paper: false", "须书面告知"),
    ("unit: working", "unit: days", "working"),
    ("\npauses:", "\npause:", "没有“pause”"),
])
def test_a_fault_in_the_rules_names_its_file_and_line(old: str, new: str, said: str) -> None:
    text = (NATIONAL / "clock.yaml").read_text(encoding="utf-8")
    line = text[:text.index(old.lstrip())].count("\n") + 1
    with pytest.raises(Refused) as caught:
        ClockRules.build(read_text(text.replace(old, new, 1), "region/clock.yaml"))
    (message,) = [shown for fault in caught.value.faults if said in (shown := fault.to())]
    assert message.startswith(f"region/clock.yaml:{line}:")


def test_rules_without_any_pause_say_so() -> None:
    text = (NATIONAL / "clock.yaml").read_text(encoding="utf-8")
    with pytest.raises(Refused, match=r"缺“pauses”，没有时写 pauses: \{\}"):
        ClockRules.build(read_text(text[:text.index("pauses:")], "region/clock.yaml"))
