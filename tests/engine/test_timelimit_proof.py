"""The proof of a due day, and the orders of events and rules that the clock refuses."""

from __future__ import annotations

import pytest

from luodi.engine.source import LANGUAGES, Refused, read_text
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
    Paused,
    Received,
    Resumed,
    Withdrawn,
    Words,
    read_clock,
)
from tests.engine.clocks import HEARING, NATIONAL, RULES, TWENTY, accepted, clock, on, refused, rolling

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
