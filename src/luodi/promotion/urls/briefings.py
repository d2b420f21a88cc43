"""Addresses of briefings."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import briefings

urlpatterns = [
    path("projects/<slug:code>/promotion/briefings", briefings.nodes, name="promotion_briefings"),
    path("projects/<slug:code>/promotion/briefings/<int:briefing>", briefings.briefing, name="promotion_briefing"),
    path("projects/<slug:code>/promotion/briefings/<int:briefing>.docx", briefings.download, name="promotion_briefing_file"),
    path("projects/<slug:code>/promotion/briefings/<slug:node>/send", briefings.send, name="promotion_briefing_send"),
    path("projects/<slug:code>/promotion/briefings/<slug:node>/skip", briefings.skip, name="promotion_briefing_skip"),
    path("projects/<slug:code>/promotion/deliveries/<int:delivery>", briefings.delivery, name="promotion_delivery"),
]
