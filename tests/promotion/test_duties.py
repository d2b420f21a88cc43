"""Which unit answers for what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from luodi.engine.source import Refused
from luodi.people.models import Account
from luodi.people.rules import rulebook
from luodi.promotion.actions.duties import set_duties
from luodi.promotion.models import Duty
from luodi.promotion.rules import promotion_of, unit_for, units_of
from luodi.rights.kernel import MACHINE, Role
from tests.promotion.district import District

pytestmark = pytest.mark.django_db


def test_a_unit_of_another_region_answers_for_nothing_here(district: District) -> None:
    with pytest.raises(Refused, match="不在"):
        set_duties(MACHINE, district.region, {"planning": district.country.far})
    assert units_of(district.region)["planning"] == district.units["planning"]


def test_what_nobody_answers_for_says_where_to_name_somebody(district: District) -> None:
    set_duties(MACHINE, district.region, {"safety": None})
    with pytest.raises(Refused, match=r"应急管理.*职责"):
        unit_for(units_of(district.region), promotion_of(rulebook(), district.region.pk), "safety")


def test_a_platform_administrator_names_units_on_a_page(district: District, somebody: Callable[..., Account], signed_in: Callable[[Account], Client],
                                                        django_assert_num_queries: Callable[..., object]) -> None:
    boss = signed_in(somebody("boss", district.country.bureau, Role.PLATFORM_ADMIN))
    home = f"/promotion/duties/{district.region.pk}"
    shown = boss.get(home)
    assert shown.status_code == 200
    assert "生态环境" in shown.content.decode()
    assert boss.post(home, {"environment": district.country.bureau_2.pk}).status_code == 302
    assert Duty.objects.get(region=district.region).unit == district.country.bureau_2, "and all that were left empty have nobody"
    assert "1 / 14" in boss.get("/promotion/duties").content.decode()
