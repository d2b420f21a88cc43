"""An agreement is filled from the project, changed version by version, and compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luodi.clocks.models import Clock
from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.projects import actions as projects
from luodi.promotion.actions import agreements as acts
from luodi.promotion.actions.agreements.drafts import NEXT
from luodi.promotion.models import Agreement, ClauseCheck, FairReview
from luodi.promotion.wording import Clause, compared, pieces
from luodi.rights.kernel import MACHINE
from tests.people.country import TODAY
from tests.promotion.agreed import changed, decided, drafted, fair, held, looked, me, negotiated, newest, put, ready, redrafted
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
LAND = "land_area_mu"


def _words(agreement: Agreement, key: str) -> str:
    return next(one.text for one in held(agreement).clauses if one.key == key)


@pytest.mark.mechanism("SB-2a")
def test_a_template_fills_itself_from_the_project(district: District) -> None:
    found = drafted(district)
    assert "某某装备1有限公司" in _words(found, "parties")
    assert "52,000 万元" in _words(found, "project")
    assert "约 100 亩" in _words(found, "land")
    assert all(one.state == "standard" for one in held(found).looked), "nobody needs to look at it"


def test_a_blank_that_is_not_known_is_named_and_holds_the_agreement_back(district: District) -> None:
    made = negotiated(district)
    projects.state_facts(MACHINE, made, {LAND: None}, {}, TODAY)
    found = drafted(district, made)
    assert "{land_area_mu}" in _words(found, "land")
    with pytest.raises(Refused, match="填写用地面积"):
        acts.ask_fair(me(district.promoter), found, "初审", None, TODAY)
    with pytest.raises(Refused, match="填写用地面积"):
        acts.put_to_decision(me(district.promoter), found, TODAY, "审议", None, TODAY)


def test_a_blank_fills_itself_in_the_next_version_once_it_is_known(district: District) -> None:
    made = negotiated(district)
    projects.state_facts(MACHINE, made, {LAND: None}, {}, TODAY)
    found = drafted(district, made)
    projects.state_facts(MACHINE, made, {LAND: "120"}, {}, TODAY)
    redrafted(found, district, held(found).clauses)
    assert "约 120 亩" in _words(found, "land")
    assert all(one.state == "standard" for one in held(found).looked), "as the library has it now"


def test_a_project_has_one_agreement_at_a_time(district: District) -> None:
    found = drafted(district)
    with pytest.raises(Refused, match="已经有协议"):
        acts.begin_agreement(me(district.promoter), found.project, "investment", district.promoter, TODAY)
    with pytest.raises(Refused, match="原因"):
        acts.drop_agreement(me(district.promoter), found, TODAY)
    acts.drop_agreement(By(me(district.promoter), "换模板"), found, TODAY)
    assert drafted(district, found.project).pk != found.pk


def test_a_template_that_does_not_fit_the_project_is_not_offered(district: District) -> None:
    with pytest.raises(Refused, match="没有适合"):
        drafted(district, template="lease")


def test_a_clause_that_must_be_there_cannot_be_left_out_and_another_one_can(district: District) -> None:
    found = drafted(district)
    clauses = held(found).clauses
    with pytest.raises(Refused, match=r"公平竞争.*不能少"):
        redrafted(found, district, [one for one in clauses if one.key != "fairness"])
    redrafted(found, district, [one for one in clauses if one.key != "secrecy"])
    assert "secrecy" not in [one.key for one in held(found).clauses]


def test_a_clause_of_ones_own_is_added_and_needs_a_look(district: District) -> None:
    found = drafted(district)
    redrafted(found, district, [*held(found).clauses, Clause(NEXT, "人才公寓", "甲方协助乙方员工申请人才公寓，总投资 {total_investment_wan}。")])
    last = held(found).looked[-1]
    assert (last.clause.key, last.state) == ("own1", "open")
    assert "52,000 万元" in last.clause.text, "its blanks are filled, too"


def test_who_changes_an_old_version_is_told_that_there_is_a_newer_one(district: District) -> None:
    found = drafted(district)
    clauses = held(found).clauses
    changed(found, district)
    with pytest.raises(Refused, match="第 2 版"):
        acts.redraft(me(district.promoter), found, 1, clauses, "", district.promoter, TODAY)
    with pytest.raises(Refused, match="没有改动"):
        redrafted(found, district, held(found).clauses)


def test_a_new_version_calls_off_what_was_asked_about_the_old_one(district: District) -> None:
    found = ready(district)
    changed(found, district)
    assert newest(found.project).state == Agreement.State.DRAFT, "and who agreed has agreed to other words"
    acts.ask_clauses(me(district.promoter), newest(found.project), None, TODAY)
    acts.ask_fair(me(district.promoter), newest(found.project), "初审", None, TODAY)
    changed(found, district, "另一种写法。")
    assert not ClauseCheck.objects.filter(agreement=found, passed=None).exists()
    assert not FairReview.objects.filter(agreement=found, on=None).exists()
    assert not Clock.objects.filter(subject_type__in=("clause_check", "fair_review", "decision"), ended_on=None).exists()


def test_a_new_version_takes_the_agreement_off_the_agenda(district: District) -> None:
    found = drafted(district)
    fair(found, district)
    put(found, district)
    row = held(found).decision
    assert row
    changed(found, district)
    row.agreement = newest(found.project)
    with pytest.raises(Refused, match="刚刚改过"):
        acts.answer_decision(me(district.people["government"]), row, True, "同意", TODAY)


@pytest.mark.mechanism("SB-2a")
def test_only_changed_clauses_are_looked_at_and_the_same_words_only_once(district: District) -> None:
    found = drafted(district)
    with pytest.raises(Refused, match="照库里写的不用审"):
        acts.ask_clauses(me(district.promoter), found, None, TODAY)
    first = _words(found, "schedule")
    changed(found, district)
    assert [one.clause.key for one in held(found).looked if one.state == "open"] == ["schedule"]
    looked(found, district)
    assert {one.clause.key: one.state for one in held(found).looked}["schedule"] == "passed"
    changed(found, district, first)
    assert {one.clause.key: one.state for one in held(found).looked}["schedule"] == "standard"
    changed(found, district)
    assert {one.clause.key: one.state for one in held(found).looked}["schedule"] == "passed", "the same words were looked at"
    fair(found, district)
    assert newest(found.project).state == Agreement.State.CHECKED


def test_a_clause_that_did_not_pass_must_be_changed_again(district: District) -> None:
    found = drafted(district)
    changed(found, district)
    looked(found, district, passed=False)
    fair(found, district)
    assert newest(found.project).state == Agreement.State.DRAFT
    with pytest.raises(Refused, match=r"建设进度.*没有通过"):
        put(found, district)
    changed(found, district, "开工后 20 个月内投产。")
    looked(found, district)
    fair(found, district)
    decided(found, district)
    assert newest(found.project).state == Agreement.State.DECIDED


def test_whoever_is_asked_by_name_belongs_to_the_unit_that_looks(district: District) -> None:
    found = drafted(district)
    with pytest.raises(Refused, match=r"不是.*的人"):
        acts.ask_fair(me(district.promoter), found, "初审", district.promoter, TODAY)


def test_two_versions_are_compared_clause_by_clause() -> None:
    before = [Clause("a", "当事人", "甲方和乙方。"), Clause("b", "保密", "双方保密。"), Clause("c", "进度", "6 个月内开工。")]
    after = [Clause("a", "当事人", "甲方和乙方。"), Clause("c", "进度", "12 个月内开工。"), Clause("own1", "其他", "另行约定。")]
    assert [(one.name, one.kind) for one in compared(before, after)] == [("当事人", "same"), ("保密", "less"), ("进度", "changed"), ("其他", "more")]
    assert [(one.kind, one.text) for one in pieces("6 个月内开工。", "12 个月内开工。")] == [("less", "6"), ("more", "12"), ("same", " 个月内开工。")]


def test_what_stays_and_what_is_gone_make_the_old_text_and_what_stays_and_is_new_the_new_one() -> None:
    old, new = "乙方自取得土地之日起 6 个月内开工，24 个月投产。", "乙方取得土地和手续之日起 6 个月内开工，并在 20 个月内投产。"
    found = pieces(old, new)
    assert "".join(one.text for one in found if one.kind != "more") == old
    assert "".join(one.text for one in found if one.kind != "less") == new
    assert "".join(one.text for one in pieces("", new)) == new
    assert pieces("", "") == ()


def test_a_clause_spaced_otherwise_is_still_as_the_library_has_it() -> None:
    one = Clause("a", "当事人", "甲方 和 乙方。", "甲方 和 乙方。")
    assert replace(one, text="甲方  和\n乙方。 ").as_is
    assert not replace(one, text="甲方和丙方。").as_is
    assert not Clause("own1", "其他", "", "").as_is
