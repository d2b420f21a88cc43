"""How far a right reaches, for lists, is what the table says of single matters."""

from __future__ import annotations

import pytest

from luodi.frame.paths import ids, path_of, within
from luodi.people.models import Region, Unit
from luodi.people.queries import person_of, regions_near, unit_matter, units_near
from luodi.rights.kernel import MACHINE, Matter, Person, PostHeld, Role
from luodi.rights.permissions import Right, may, reach
from tests.people.country import TODAY, Country, person

RIGHTS = [Right.PEOPLE_READ, Right.PEOPLE_MANAGE, Right.UNITS_MANAGE, Right.LEDGER_READ, Right.CLOCK_READ, Right.NOTICES_ENDPOINTS, Right.CALENDAR_NOTICE,
          Right.ABSENCE_SET]


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("role", list(Role))
def test_units_and_regions_in_reach_are_those_that_may_be_asked_for_one_by_one(country: Country, role: Role, right: Right) -> None:
    who = person_of(person("li", country.bureau, role), TODAY)
    units = Unit.objects.select_related("region")
    assert {unit.pk for unit in units_near(who, right)} == {unit.pk for unit in units if may(who, right, unit_matter(unit)).allowed}
    assert {region.pk for region in regions_near(who, right)} == {
        region.pk for region in Region.objects.all() if may(who, right, Matter(region_path=ids(region.path))).allowed}


def test_what_is_granted_to_the_own_post_only_is_not_in_the_reach_of_a_deputy() -> None:
    lent = Person(1, "王", (PostHeld(Role.PLATFORM_ADMIN, 9, 5, (9,), (1, 5), for_account=2),))
    assert reach(lent, Right.PEOPLE_MANAGE).regions == {(1, 5)}
    assert reach(lent, Right.ABSENCE_SET).regions == set()


def test_the_product_itself_reaches_everywhere_and_a_post_without_a_place_nowhere(country: Country) -> None:
    assert len(units_near(MACHINE, Right.PEOPLE_MANAGE)) == 4
    assert units_near(Person(1, "王", (PostHeld(Role.PLATFORM_ADMIN, 0, 0),)), Right.PEOPLE_MANAGE) == []


def test_of_no_places_there_is_nothing(country: Country) -> None:
    assert not Region.objects.filter(within("path", ())).exists()
    assert (ids(path_of((1, 5, 9))), path_of(())) == ((1, 5, 9), "/")
