"""Addresses of promotion, by subject."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.urls import agreements, assessments, briefings, events, experts, firms, leads, packaged, reviews, services, visits
from luodi.promotion.views import duties, overview

urlpatterns = [
    path("promotion/duties", duties.regions, name="promotion_duties"),
    path("promotion/duties/<int:region>", duties.change, name="promotion_duty"),
    path("projects/<slug:code>/promotion", overview.project, name="promotion_project"),
    *agreements.urlpatterns,
    *assessments.urlpatterns,
    *briefings.urlpatterns,
    *events.urlpatterns,
    *experts.urlpatterns,
    *firms.urlpatterns,
    *leads.urlpatterns,
    *packaged.urlpatterns,
    *reviews.urlpatterns,
    *services.urlpatterns,
    *visits.urlpatterns,
]
