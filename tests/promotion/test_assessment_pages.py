"""The pages of an assessment: what they say, to whom, and what nobody learns too early."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from luodi.people.models import Account
from luodi.promotion.actions import assessments as actions
from luodi.promotion.judging import unpacked
from luodi.promotion.models import Assessment, Scoring
from luodi.promotion.queries import assessments as queries
from tests.people.country import TODAY
from tests.promotion.assessing import JUDGES, again, agreed, begun, handed_in, me, proposed, scored, withdrawn
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
SECRET = "很独特的一句话"
SignedIn = Callable[[Account], Client]


def _home(assessment: Assessment) -> str:
    return f"/projects/{assessment.project.code}/promotion/assessment"


def _score(assessment: Assessment, place: int) -> tuple[Account, str]:
    scoring = Scoring.objects.filter(assessment=assessment).select_related("account").order_by("pk")[place]
    return scoring.account, actions.url_of(scoring, assessment.project)


def _typed(assessment: Assessment, points: str = "80", reason: str = SECRET) -> dict[str, str]:
    rules = unpacked(assessment.rules)
    return {f"p_{one.id}": points for one in rules.by_hand} | {f"r_{one.id}": reason for one in (*rules.by_hand, *rules.vetoes)} | {
        f"v_{one.id}": "yes" for one in rules.vetoes}


def test_before_it_begins_the_page_names_the_facts_that_are_not_known(district: District, signed_in: SignedIn) -> None:
    project = district.project()
    page = signed_in(district.promoter).get(f"/projects/{project.code}/promotion/assessment").content.decode()
    assert "还没有评估" in page
    assert "本来能由项目情况算出" in page
    assert f"/projects/{project.code}/facts/" in page
    assert f"/projects/{project.code}/promotion/assessment/begin" in page


def test_whoever_may_not_begin_sees_the_button_greyed_out_and_why(district: District, signed_in: SignedIn) -> None:
    project = district.project()
    page = signed_in(district.supervisor).get(f"/projects/{project.code}/promotion/assessment").content.decode()
    assert "disabled" in page
    assert "为什么我不能办" in page
    assert "/assessment/begin" not in page


def test_the_owner_names_assessors_and_it_begins(district: District, signed_in: SignedIn) -> None:
    project = district.project()
    begin = f"/projects/{project.code}/promotion/assessment/begin"
    browser = signed_in(district.promoter)
    assert browser.get(begin).status_code == 200
    typed = {"scheme": "feasibility"} | {f"who_{place}": district.people[key].login for place, key in enumerate(JUDGES, 1)}
    assert browser.post(begin, typed | {"who_2": "没有这个人"}).status_code == 422
    assert browser.post(begin, typed).status_code == 302
    assert Scoring.objects.filter(assessment__project=project).count() == 3
    assert "3 人评，0 人已交" in browser.get(f"/projects/{project.code}/promotion/assessment").content.decode()


def test_a_draft_is_kept_and_comes_back_to_its_assessor_alone(district: District, client: Client) -> None:
    made = begun(district, district.project())
    account, url = _score(made, 0)
    client.force_login(account)
    first = f"p_{unpacked(made.rules).by_hand[0].id}"
    assert client.post(url, {first: "61.5", "do": "draft"}).status_code == 302
    assert 'value="61.5"' in client.get(url).content.decode()
    for other in (district.promoter, district.leader, _score(made, 1)[0], district.rival):
        client.force_login(other)
        assert client.get(url).status_code in (403, 404)


def test_what_is_missing_is_said_above_the_form_and_what_was_typed_is_kept(district: District, client: Client) -> None:
    made = begun(district, district.project())
    account, url = _score(made, 0)
    client.force_login(account)
    sent = client.post(url, _typed(made) | {f"p_{unpacked(made.rules).by_hand[0].id}": "", "do": "hand_in"})
    assert sent.status_code == 422
    assert "还没有打分" in sent.content.decode()
    assert SECRET in sent.content.decode()
    assert client.post(url, _typed(made) | {f"p_{unpacked(made.rules).by_hand[0].id}": "101", "do": "hand_in"}).status_code == 422
    assert client.post(url, _typed(made) | {"do": "hand_in"}).status_code == 302
    assert "不能再改" in client.get(url).content.decode()


def test_nobody_learns_what_one_assessor_said_before_all_have(district: District, client: Client) -> None:
    made = begun(district, district.project())
    handed_in(made, 0, 37, reason=SECRET)
    handed_in(made, 1, 38, reason=SECRET)
    code = made.project.code
    for who in (district.promoter, district.leader, district.supervisor, *(_score(made, place)[0] for place in (1, 2))):
        client.force_login(who)
        for url in (_home(made), f"{_home(made)}?of={made.pk}", f"/projects/{code}", f"/projects/{code}/done", f"/projects/{code}/promotion",
                    f"{_home(made)}/report"):
            page = re.sub(r'"[^"]*"', "", client.get(url).content.decode())
            assert SECRET not in page, (who.login, url)
            assert not re.search(r"\b3[78](\.00)?\b分?", re.sub(r"\d+[:-]\d+|\d+月\d+日", "", page)), (who.login, url)
    client.force_login(district.promoter)
    assert client.get(f"{_home(made)}/report").status_code == 400
    handed_in(made, 2, 39)
    assert SECRET in client.get(_home(made)).content.decode(), "once all are in everybody inside may know"


def test_the_timeline_tells_how_it_went_in_plain_words(district: District, client: Client) -> None:
    project = district.project()
    made = begun(district, project)
    account, url = _score(made, 0)
    client.force_login(account)
    client.post(url, _typed(made) | {"do": "draft"})
    client.force_login(district.promoter)
    assert "已交" not in client.get(f"/projects/{project.code}/done").content.decode()
    withdrawn(district, made)
    handover = agreed(district, again(project))
    actions.take_over(me(district.people["park"]), handover, "园区跟进", TODAY)
    page = client.get(f"/projects/{project.code}/done").content.decode()
    park, giver = district.units["park"].name, district.units["promotion"].name
    for words in ("评估方案：项目研判", f"评审人：{'、'.join(district.people[key].name for key in JUDGES)}", "理由：情况变了", "已交：1/3", "评估得分：",
                  f"推荐承接：{park}", "推荐意见：可行，放在园区", f"请谁决定：{district.leader.name}",
                  f"承接单位：{park}", "同意承接：是", "决定意见：同意，抓紧对接",
                  f"牵头单位：{giver} → {park}", "答复：园区跟进"):
        assert f">{words}" in page, words
    assert "— →" not in page, "what is new was nothing before"
    assert "草稿" not in page, "nothing happens by a draft"


def test_the_page_takes_as_many_statements_whatever_was_said(district: District, client: Client) -> None:
    made = begun(district, district.project())
    client.force_login(district.promoter)
    client.get(_home(made))
    counts = []
    for place in range(2):
        handed_in(made, place, 10 + place)
        with CaptureQueriesContext(connection) as found:
            client.get(_home(made))
        counts.append(len(found))
    assert len(set(counts)) == 1


def test_every_part_of_the_page_stands_in_the_report(district: District, signed_in: SignedIn) -> None:
    handover = agreed(district, district.project())
    actions.take_over(me(district.people["park"]), handover, "园区跟进", TODAY)
    browser = signed_in(district.promoter)
    code = handover.project.code
    answer = browser.get(f"/projects/{code}/promotion/assessment/report")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    document = Document(io.BytesIO(answer.content))
    said = [paragraph.text for paragraph in document.paragraphs] + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    page = browser.get(f"/projects/{code}/promotion/assessment").content.decode()
    for words in ("一票否决项", "各项得分", "评审人的理由", "推荐、决定、移交", "按什么评", "可行，放在园区", "同意，抓紧对接", "园区跟进",
                  "通行做法；方案没有写分项"):
        assert words in page
        assert any(words in one for one in said), words
    found = queries.latest(again(handover.project))
    assert found
    assert any(str(found.result) in one for one in said)


def test_the_whole_way_is_walked_on_pages(district: District, client: Client) -> None:
    made = scored(district, district.project())
    home = _home(made)
    client.force_login(district.promoter)
    page = client.get(home).content.decode()
    assert "接下来推荐承接单位" in page
    assert "<svg" in page
    typed = {"park": district.units["park"].pk, "advice": "可行", "leader": district.leader.pk}
    assert client.post(f"{home}/propose", typed | {"receiver": "没有这个人"}).status_code == 422
    assert client.post(f"{home}/propose", typed).status_code == 302
    assert client.get(f"{home}/decide").status_code == 403
    client.force_login(district.leader)
    assert "可行" in client.get(f"{home}/decide").content.decode()
    assert client.post(f"{home}/decide", {"agree": "no", "words": ""}).status_code == 422
    assert client.post(f"{home}/decide", {"agree": "yes", "words": ""}).status_code == 302
    client.force_login(district.people["park"])
    assert f"{home}/take" in client.get(home).content.decode()
    assert client.post(f"{home}/take", {"answer": ""}).status_code == 302
    assert again(made.project).unit == district.units["park"]
    assert "接收" in client.get(home).content.decode()


def test_what_cannot_be_done_now_is_greyed_out(district: District, signed_in: SignedIn) -> None:
    project = district.project()
    browser = signed_in(district.promoter)
    for what in ("propose", "withdraw"):
        page = browser.get(f"/projects/{project.code}/promotion/assessment/{what}").content.decode()
        assert "disabled" in page, what


def test_it_is_withdrawn_with_a_reason_on_a_page(district: District, signed_in: SignedIn) -> None:
    made = begun(district, district.project())
    browser = signed_in(district.promoter)
    assert browser.post(f"{_home(made)}/withdraw", {"reason": ""}).status_code == 422
    assert browser.post(f"{_home(made)}/withdraw", {"reason": "情况变了"}).status_code == 302
    made.refresh_from_db()
    assert made.state == Assessment.State.WITHDRAWN
    assert "/assessment/begin" in browser.get(_home(made)).content.decode()


def test_a_confidential_project_without_a_part_is_not_there(district: District, client: Client) -> None:
    project = district.project(confidential=True)
    made = begun(district, project)
    for who in (district.rival, district.supervisor, district.people["safety"]):
        client.force_login(who)
        for url in (*(f"{_home(made)}{what}" for what in ("", "/begin", "/propose", "/decide", "/withdraw", "/report", "/take")), _score(made, 0)[1]):
            assert client.get(url).status_code in (403, 404), (who.login, url)
        assert client.get(_home(made)).status_code == 404
    account, url = _score(made, 0)
    client.force_login(account)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(("what", "most"), [("", 30), ("/begin", 30), ("/propose", 30), ("/withdraw", 30), ("/report", 30)])
def test_statements_of_every_page_are_known(district: District, signed_in: SignedIn, what: str, most: int,
                                            django_assert_max_num_queries: Callable[[int], object]) -> None:
    made = proposed(district, district.project())
    browser = signed_in(district.promoter)
    browser.get(_home(made))
    with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
        assert browser.get(f"{_home(made)}{what}").status_code == 200
