"""Enterprises and investors: who sees them, what is known of them, and two that are one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from luodi.engine.source import Refused
from luodi.ledger.actions import By
from luodi.notices.models import Notice
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects.actions import set_confidential
from luodi.projects.models import Enterprise, Project
from luodi.promotion.actions.firms import KNOWN, About, add_firm, change_firm, merge, pointing
from luodi.promotion.models import FirmName, Profile
from luodi.promotion.queries.firms import seen
from luodi.rights.kernel import MACHINE, Role
from tests.people.country import TODAY
from tests.projects.ladder import uscc
from tests.promotion.district import District

pytestmark = pytest.mark.django_db
Sign = Callable[[Account], Client]
Make = Callable[..., Account]
Count = Callable[..., object]


def firm(district: District, name: str = "海蓝机械有限公司", code: str = "", unit: str = "promotion", **more: object) -> Enterprise:
    """A firm whose profile a unit keeps."""
    return add_firm(MACHINE, district.units[unit], name, code, About(**more)).enterprise  # type: ignore[arg-type]


def sees(account: Account) -> set[str]:
    """The names that somebody sees."""
    return {one.name for one in seen(person_of(account, TODAY))}


def boss(district: District, somebody: Make) -> Account:
    """Who looks after the district."""
    return somebody("boss", district.country.bureau, Role.PLATFORM_ADMIN)


@pytest.fixture
def stray() -> Iterator[type[models.Model]]:
    """A model of tomorrow that points to an enterprise and that nobody thought of here."""
    class Stray(models.Model):
        enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")

        class Meta:
            app_label = "promotion"
            managed = False
    yield Stray
    del apps.all_models["promotion"]["stray"]
    apps.clear_cache()


def test_an_enterprise_is_seen_through_a_project_or_by_the_unit_that_keeps_its_profile(district: District) -> None:
    made = district.project()
    firm(district)
    assert made.enterprise
    assert sees(district.promoter) == {made.enterprise.name, "海蓝机械有限公司"}
    assert sees(district.rival) == set()
    assert sees(district.leader) == {made.enterprise.name}
    assert sees(district.people["planning"]) == set()


def test_a_confidential_project_tells_nobody_of_its_enterprise(district: District, signed_in: Sign) -> None:
    made = district.project()
    set_confidential(By(MACHINE, "秘密"), made, True)
    assert made.enterprise
    for other in (district.rival, district.leader, district.supervisor):
        client = signed_in(other)
        assert made.enterprise.name not in client.get("/promotion/firms").content.decode()
        assert made.enterprise.name not in client.get(f"/promotion/firms?q={made.enterprise.uscc}").content.decode().replace(made.enterprise.uscc, "")
        assert client.get(f"/promotion/firms/{made.enterprise.pk}").status_code == 404
    assert made.name in signed_in(district.promoter).get(f"/promotion/firms/{made.enterprise.pk}").content.decode()


def test_whoever_keeps_a_profile_of_a_firm_with_a_hidden_project_sees_no_trace_of_it(district: District, signed_in: Sign) -> None:
    made = district.project(name="隐山工程")
    set_confidential(By(MACHINE, "秘密"), made, True)
    assert made.enterprise
    client, unit = signed_in(district.rival), district.rival.unit
    typed = {"unit": unit.pk, "name": made.enterprise.name, "uscc": made.enterprise.uscc}
    assert client.post("/promotion/firms/add", typed).status_code == 302, "as if it were new"
    shown = client.get(f"/promotion/firms/{made.enterprise.pk}").content.decode()
    assert "隐山工程" not in shown
    assert "没有您能看的项目" in shown


def test_a_promoter_registers_a_firm_with_tags_names_and_its_group(district: District, signed_in: Sign) -> None:
    client, unit = signed_in(district.promoter), district.units["promotion"]
    assert client.post("/promotion/firms/add", {"unit": unit.pk, "name": "海蓝集团有限公司", "uscc": uscc(7), "tags": ["listed"]}).status_code == 302
    typed = {"unit": unit.pk, "name": "海蓝机械有限公司", "uscc": uscc(8), "tags": ["specialised", "foreign"], "group": uscc(7), "short": "海蓝、蓝机",
             "former": "东港机械厂", "background": "做齿轮箱"}
    assert client.post("/promotion/firms/add", typed).status_code == 302
    made = Enterprise.objects.get(uscc=uscc(8))
    shown = client.get(f"/promotion/firms/{made.pk}").content.decode()
    for words in ("专精特新", "外资", "海蓝集团有限公司", "海蓝、蓝机", "东港机械厂", "做齿轮箱"):
        assert words in shown
    for words in ("蓝机", "dgjxc", "东港", uscc(8), "hljx"):
        assert "海蓝机械有限公司" in client.get("/promotion/firms", {"q": words}).content.decode(), words
    assert "海蓝机械有限公司" not in client.get("/promotion/firms", {"tag": "listed"}).content.decode()
    assert "海蓝机械有限公司" in client.get("/promotion/firms", {"tag": "foreign"}).content.decode()


@pytest.mark.parametrize(("typed", "said"), [
    ({"uscc": "123"}, "统一社会信用代码"), ({"name": ""}, ""), ({"group": "没有的集团"}, "没有找到集团"), ({"short": "甲"}, "简称")])
def test_what_cannot_be_is_said_and_nothing_is_kept(district: District, signed_in: Sign, typed: dict[str, str], said: str) -> None:
    unit = district.units["promotion"]
    answer = signed_in(district.promoter).post("/promotion/firms/add", {"unit": unit.pk, "name": "海蓝机械有限公司", **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Enterprise.objects.exists()


def test_no_firm_belongs_to_one_that_belongs_to_it(district: District) -> None:
    above = firm(district, "海蓝集团有限公司")
    below = firm(district, "海蓝机械有限公司", group=above)
    profile = Profile.objects.select_related("unit__region").get(pk=above.pk)
    with pytest.raises(Refused, match="不能反过来"):
        change_firm(MACHINE, profile, profile.changed_at.isoformat(), About(group=below))


def test_whoever_writes_over_somebody_elses_change_is_told(district: District) -> None:
    made = firm(district)
    profile = Profile.objects.select_related("unit__region").get(pk=made.pk)
    shown = profile.changed_at.isoformat()
    change_firm(MACHINE, profile, shown, About(background="一"))
    with pytest.raises(Refused, match="刚才被别人改过"):
        change_firm(MACHINE, profile, shown, About(background="二"))
    assert Profile.objects.get(pk=made.pk).background == "一"


def test_what_points_to_an_enterprise_is_all_known() -> None:
    assert pointing() == KNOWN


def test_with_a_model_that_nobody_thought_of_nothing_is_merged(district: District, stray: type[models.Model]) -> None:
    one, two = firm(district, "海蓝机械有限公司"), firm(district, "海蓝机械股份有限公司")
    with pytest.raises(Refused, match=r"promotion\.stray\.enterprise"):
        merge(MACHINE, one, two)
    assert Enterprise.objects.count() == 2


def test_two_that_are_one_become_one_with_all_that_hangs_on_them(district: District, signed_in: Sign, somebody: Make) -> None:
    made = district.project()
    keep = made.enterprise
    assert keep
    add_firm(MACHINE, district.units["promotion"], keep.name, keep.uscc, About(tags=["listed"], background="大"))
    gone = firm(district, "某某装备1股份有限公司", tags=["foreign"], background="老", short=["装备一"])
    other = district.project(number=2, name="二期")
    Project.objects.filter(pk=other.pk).update(enterprise=gone)
    member = firm(district, "装备子公司", group=gone)
    client = signed_in(boss(district, somebody))
    assert gone.name in client.get("/promotion/firms/alike").content.decode()
    assert client.post(f"/promotion/firms/{keep.pk}/merge", {"gone": gone.pk}).status_code == 302
    assert not Enterprise.objects.filter(pk=gone.pk).exists()
    profile = Profile.objects.get(pk=keep.pk)
    assert (profile.tags, profile.background) == (["foreign", "listed"], "大\n老")
    assert set(FirmName.objects.filter(enterprise=keep).values_list("kind", "name")) == {
        ("full", keep.name), ("former", "某某装备1股份有限公司"), ("short", "装备一")}
    assert Project.objects.get(pk=other.pk).enterprise == keep
    assert Profile.objects.get(pk=member.pk).group == keep
    assert Notice.objects.filter(account=district.promoter, kind="project.firm", subject_id=other.pk).exists(), "whoever answers for it hears of it"
    assert "二期" in signed_in(district.promoter).get(f"/projects/?q={keep.uscc}").content.decode(), "it is found by its firm"


def test_two_codes_are_two_firms(district: District) -> None:
    one, two = firm(district, "海蓝机械有限公司", uscc(1)), firm(district, "海蓝机械有限责任公司", uscc(2))
    with pytest.raises(Refused, match="是两家企业"):
        merge(MACHINE, one, two)
    three = firm(district, "海蓝机械股份有限公司")
    with pytest.raises(Refused, match="保留有统一社会信用代码"):
        merge(MACHINE, three, one)


def test_merging_tells_nothing_of_what_is_confidential(district: District, somebody: Make) -> None:
    made, keep = district.project(), firm(district)
    gone = made.enterprise
    assert gone
    set_confidential(By(MACHINE, "秘密"), made, True)
    with pytest.raises(Refused, match="看得到的"):
        merge(person_of(boss(district, somebody), TODAY), keep, gone)
    with pytest.raises(Refused, match="只在保密项目里"):
        merge(MACHINE, keep, gone)
    assert Enterprise.objects.filter(pk=gone.pk).exists()


def test_pages_take_as_many_statements_however_many_there_are(district: District, signed_in: Sign, django_assert_num_queries: Count) -> None:
    made = district.project()
    for number in range(4):
        firm(district, f"海蓝{number}机械有限公司", uscc(10 + number), tags=["listed"])
    client = signed_in(district.promoter)
    client.get("/promotion/firms")
    assert made.enterprise_id
    for address, count in (("/promotion/firms", 9), ("/promotion/firms?q=hl", 9), (f"/promotion/firms/{made.enterprise_id}", 15)):
        with django_assert_num_queries(count):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200, address


def test_a_short_name_of_two_firms_does_not_make_them_one(district: District, somebody: Make, signed_in: Sign) -> None:
    firm(district, "海蓝集团有限公司", uscc(7))
    other = firm(district, "海蓝机械有限公司", uscc(8), short=["海蓝"])
    client = signed_in(boss(district, somebody))
    assert "没有可能重复的企业" in client.get("/promotion/firms/alike").content.decode()
    assert "没有找到和它同码或同名的企业" in client.get(f"/promotion/firms/{other.pk}/merge").content.decode()
