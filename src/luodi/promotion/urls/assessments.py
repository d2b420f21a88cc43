"""Addresses of assessments."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import assessments

urlpatterns = [
    path("projects/<slug:code>/promotion/assessment", assessments.page, name="promotion_assessment"),
    path("projects/<slug:code>/promotion/assessment/begin", assessments.begin, name="promotion_assessment_begin"),
    path("projects/<slug:code>/promotion/assessment/scores/<int:scoring>", assessments.score, name="promotion_assessment_score"),
    path("projects/<slug:code>/promotion/assessment/propose", assessments.propose, name="promotion_assessment_propose"),
    path("projects/<slug:code>/promotion/assessment/decide", assessments.decide, name="promotion_assessment_decide"),
    path("projects/<slug:code>/promotion/assessment/take", assessments.take, name="promotion_assessment_take"),
    path("projects/<slug:code>/promotion/assessment/withdraw", assessments.withdraw, name="promotion_assessment_withdraw"),
    path("projects/<slug:code>/promotion/assessment/report", assessments.download, name="promotion_assessment_report"),
]
