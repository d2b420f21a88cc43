"""Addresses of the public side. A place is a mechanism's folder name; what a visitor has said stands in the query."""

from __future__ import annotations

from django.urls import path

from luodi.portal.views import guide, handbook, help, home, items, plans, share

urlpatterns = [
    path("", home.home, name="home"),
    path("guide", guide.places, name="guide_places"),
    path("guide/<slug:place>", guide.guide, name="guide"),
    path("guide/<slug:place>/compare", guide.compare, name="guide_compare"),
    path("guide/<slug:place>/share", share.share, name="guide_share"),
    path("g/<str:token>", share.shared, name="guide_shared"),
    path("guide/<slug:place>/handbook", handbook.page, name="handbook"),
    path("guide/<slug:place>/handbook.<slug:kind>", handbook.download, name="handbook_file"),
    path("handbooks", handbook.shelf, name="handbooks"),
    path("places/<slug:place>", plans.plan, name="place"),
    path("items", items.catalog, name="items"),
    path("items/<slug:place>/<slug:item>", items.item, name="item"),
    path("help", help.index, name="help"),
    path("help/<path:page>", help.page, name="help_page"),
]
