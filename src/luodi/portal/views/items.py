"""The catalog of items and the page of one item."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from luodi.frame.middleware import Request
from luodi.maps.asked import clean
from luodi.maps.places import places, slugs
from luodi.portal.queries import items as queries
from luodi.portal.queries.items.standing import Standing
from luodi.portal.queries.search import index_of, names_near


@require_safe
def catalog(request: Request) -> HttpResponse:
    """The items of a place: searched, narrowed, listed. htmx gets the results and the new counts only."""
    place = clean(request.GET.get("place", "")) or places()[0].slug
    if place not in slugs():
        return missing(request, place)
    here = queries.standing(place, request.today)
    shown = queries.catalog(here, request.lang, {name: clean(request.GET.get(name, "")) for name in request.GET})
    address = f"{reverse('items')}?{urlencode({'place': place} | shown.filters.query)}"
    context = {
        "here": here, "place": here.mechanism, "places": places(), "catalog": shown,
        "chips": [(facet, next(x.name for x in shown.choices[facet] if x.chosen), _address(place, shown.filters.without(facet)))
                  for facet in shown.filters.chosen],
        "bare": _address(place, queries.Filters()), "only_words": _address(place, queries.Filters(q=shown.filters.q))}
    if not request.headers.get("HX-Request"):
        return render(request, "portal/items.html", context)
    before = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("place", [places()[0].slug])[0]
    if before != place:  # another place is another page: its name, its stages
        return HttpResponseClientRedirect(address)
    return push_url(render(request, "portal/items_swap.html", context), address)


def _address(place: str, filters: queries.Filters) -> str:
    return f"{reverse('items')}?{urlencode({'place': place} | filters.query)}"


@require_safe
def item(request: Request, place: str, item: str) -> HttpResponse:
    """One item in one place."""
    if place not in slugs():
        return missing(request, place, item)
    here = queries.standing(place, request.today)
    if item not in here.mechanism.items:
        return missing(request, place, item, here)
    return render(request, "portal/item.html", {
        "here": here, "place": here.mechanism, "places": places(), "page": queries.page(here, item, request.today, request.lang)})


def missing(request: Request, place: str, item: str = "", here: Standing | None = None) -> HttpResponse:
    """404 that offers what comes closest: other places, or other items of this one."""
    names = {m.slug: m.place.get(request.lang) or m.place["zh-Hans"] for m in places()}
    near_places = [] if here else [(m, item if item in m.items else "") for slug in names_near(place, names) for m in places() if m.slug == slug]
    near_items = []
    if here:
        words = item.replace("_", " ").replace("-", " ")
        found = [hit.item for hit in index_of(here.mechanism).search(words)[:3]] or index_of(here.mechanism).near(words)
        near_items = [(key, here.mechanism.items[key]) for key in found]
    return render(request, "portal/items_missing.html", {
        "wanted_place": place[:60], "wanted_item": item[:60], "place": here.mechanism if here else None, "near_places": near_places, "near_items": near_items},
        status=404)
