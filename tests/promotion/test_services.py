"""Projects enter the list of linked services by rule, and by hand with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.people.rules import rulebook
from luodi.projects.actions import set_confidential, set_status, state_facts
from luodi.projects.models import Project, Status
from luodi.promotion.actions.services import follow, put_in, take_out
from luodi.promotion.models import ServiceEntry
from luodi.promotion.queries.services import PAGE, listed
from luodi.rights.kernel import MACHINE
from luodi.work.rounds import run_due
from tests.people.country import TODAY
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
Count = Callable[..., object]


def now_in(made: Project) -> ServiceEntry | None:
    """The entry that holds."""
    return ServiceEntry.objects.filter(project=made, last__isnull=True).first()


def worth(made: Project, wan: int | None) -> None:
    """The project is worth so much."""
    made.refresh_from_db()
    state_facts(MACHINE, made, {"total_investment_wan": wan}, {}, TODAY)


@pytest.mark.mechanism("FZ-01")
def test_a_project_enters_by_rule_and_its_page_and_the_list_say_why(district: District, signed_in: Sign) -> None:
    made, small = district.project(), district.project(number=2, name="小项目", facts={"total_investment_wan": 500})
    assert follow(None, TODAY) == 1
    entry = now_in(made)
    assert entry
    assert (entry.rule, entry.by) == ("large", None)
    assert now_in(small) is None
    client = signed_in(district.promoter)
    shown = client.get("/promotion/services").content.decode()
    assert "总投资 1 亿元以上" in shown
    assert "不低于" in shown, "the condition in words"
    assert made.name in shown
    assert "小项目" not in shown
    assert "在联动服务清单里" in client.get(f"/projects/{made.code}/promotion/service").content.decode()
    assert "在清单里：总投资 1 亿元以上" in client.get(f"/projects/{made.code}/promotion").content.decode()
    assert "按规则更新联动服务清单" in client.get(f"/projects/{made.code}/done").content.decode()


@pytest.mark.mechanism("FZ-01")
def test_nobody_puts_in_or_takes_out_by_hand_without_a_reason(district: District, signed_in: Sign) -> None:
    made = district.project(facts={"total_investment_wan": 500})
    client, home = signed_in(district.promoter), f"/projects/{made.code}/promotion/service"
    assert client.post(f"{home}/in", {"reason": " "}).status_code == 422
    assert now_in(made) is None
    assert client.post(f"{home}/in", {"reason": "省级重点的配套"}).status_code == 302
    assert "省级重点的配套" in client.get("/promotion/services").content.decode()
    assert client.post(f"{home}/out", {"reason": ""}).status_code == 422
    assert client.post(f"{home}/out", {"reason": "企业不要"}).status_code == 302
    assert now_in(made) is None
    assert "企业不要" in client.get(home).content.decode()


def test_the_list_follows_the_facts_within_a_round(district: District) -> None:
    made = district.project(facts={"total_investment_wan": 500})
    at = timezone.now()
    run_due(at, "promotion.services")
    assert now_in(made) is None
    worth(made, 20000)
    run_due(timezone.now() + timedelta(minutes=2), "promotion.services")
    assert now_in(made)
    worth(made, 400)
    run_due(timezone.now() + timedelta(minutes=4), "promotion.services")
    assert now_in(made) is None


def test_what_is_not_known_any_more_takes_nobody_out_and_an_ended_project_leaves(district: District) -> None:
    made = district.project()
    follow(None, TODAY)
    worth(made, None)
    assert follow(None, TODAY) == 0
    assert now_in(made)
    set_status(By(MACHINE, "不来了"), made, Status.ENDED)
    assert follow(None, TODAY) == 1
    assert now_in(made) is None


def test_whom_somebody_took_out_no_rule_puts_back_and_whom_somebody_put_in_no_rule_takes_out(district: District) -> None:
    made, small = district.project(), district.project(number=2, name="小项目", facts={"total_investment_wan": 500})
    follow(None, TODAY)
    take_out(MACHINE, made, "另有安排", TODAY)
    put_in(MACHINE, small, "链主带来的", TODAY)
    assert follow(None, TODAY) == 0
    assert now_in(made) is None
    assert now_in(small)
    with pytest.raises(Refused, match="已经在清单里"):
        put_in(MACHINE, small, "再来", TODAY)


def test_what_is_not_known_yet_names_the_fact_to_fill_in(district: District, signed_in: Sign) -> None:
    made = district.project()
    worth(made, None)
    shown = signed_in(district.promoter).get(f"/projects/{made.code}/promotion/service").content.decode()
    assert "还不知道" in shown
    assert "填“" in shown


def test_a_confidential_project_is_in_nobodys_list_but_that_of_those_in_it(district: District, signed_in: Sign) -> None:
    made = district.project(name="隐山工程")
    set_confidential(By(MACHINE, "商业秘密"), made, True)
    follow(None, TODAY)
    assert now_in(made)
    assert "隐山工程" in signed_in(district.promoter).get("/promotion/services").content.decode()
    for other in (district.rival, district.leader, district.supervisor):
        assert "隐山工程" not in signed_in(other).get("/promotion/services").content.decode()


@pytest.mark.parametrize("district", ["fuling-2024"], indirect=True)
def test_another_place_has_its_own_list(district: District) -> None:
    made = district.project()
    follow(None, TODAY)
    assert now_in(made)


def test_a_page_of_the_list_takes_as_many_statements_however_long_it_is(district: District, signed_in: Sign, django_assert_num_queries: Count) -> None:
    made = [district.project(number=number, name=f"基地{number}") for number in range(1, 4)]
    client = signed_in(district.promoter)
    follow(None, TODAY)
    client.get("/promotion/services")
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        client.get("/promotion/services")
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        client.get(f"/projects/{made[0].code}/promotion/service")


def test_the_list_goes_on_where_its_page_ended(district: District) -> None:
    made = district.project()
    rows = Project.objects.bulk_create([Project(**{field.attname: getattr(made, field.attname) for field in Project._meta.concrete_fields
                                                   if field.name not in ("id", "code")}, code=f"X-{number}") for number in range(PAGE + 2)])
    ServiceEntry.objects.bulk_create([ServiceEntry(region=district.region, project=one, rule="large", first=TODAY - timedelta(days=number // 20))
                                      for number, one in enumerate(rows)])
    person, book = person_of(district.promoter, TODAY), rulebook()
    first = listed(person, book, "zh-Hans")
    second = listed(person, book, "zh-Hans", first.after)
    found = [row.entry.pk for page in (first, second) for row in page.rows]
    assert (len(first.rows), len(second.rows), second.after) == (PAGE, 2, "")
    assert len(set(found)) == PAGE + 2
