"""The league of units."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi.people.queries import regions_near
from luodi.people.rules import rulebook
from luodi.promotion.queries.league import league_of
from luodi.promotion.rules import promotion_of
from luodi.rights.door import Signed, needs
from luodi.rights.permissions import Right

YEARS = 3
"""This one and those before it."""


@require_safe
@needs(Right.PROMOTION_READ)
def league(request: Signed) -> HttpResponse:
    """Who earned what in a year, and by which rule."""
    regions = regions_near(request.person, Right.PROMOTION_READ)
    asked = request.GET.get("region", "")
    own = {post.region_path[-1] for post in request.person.posts if post.region_path}
    meant = [one for one in regions if str(one.pk) == asked] if asked else [one for one in regions if one.pk in own] or regions
    if not meant:
        raise Http404
    region = meant[0]
    years = [request.today.year - back for back in range(YEARS)]
    year = next((one for one in years if str(one) == request.GET.get("year", "")), years[0])
    rules = promotion_of(rulebook(), region.pk).league
    return render(request, "promotion/league.html", {
        "region": region, "regions": regions, "years": years, "year": year, "rules": rules,
        "places": league_of(region, rules, year) if rules.measures else []})
