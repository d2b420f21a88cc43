"""Addresses of promotion, by subject."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.urls import agreements, assessments, briefings, chains, events, experts, firms, leads, packaged, reviews, services, visits
from luodi.promotion.views import duties, hub, league, overview

urlpatterns = [
    path("promotion", hub.hub, name="promotion_hub"),
    path("promotion/league", league.league, name="promotion_league"),
    path("promotion/duties", duties.regions, name="promotion_duties"),
    path("promotion/duties/<int:region>", duties.change, name="promotion_duty"),
    path("projects/<slug:code>/promotion", overview.project, name="promotion_project"),
    *agreements.urlpatterns,
    *assessments.urlpatterns,
    *briefings.urlpatterns,
    *chains.urlpatterns,
    *events.urlpatterns,
    *experts.urlpatterns,
    *firms.urlpatterns,
    *leads.urlpatterns,
    *packaged.urlpatterns,
    *reviews.urlpatterns,
    *services.urlpatterns,
    *visits.urlpatterns,
]
