"""Addresses of visits, reports to leaders and their instructions."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import reports, visits

urlpatterns = [
    path("promotion/instructions", reports.instructions, name="promotion_instructions"),
    path("projects/<slug:code>/promotion/visits", visits.visits, name="promotion_visits"),
    path("projects/<slug:code>/promotion/visits/add", visits.add, name="promotion_visit_add"),
    path("projects/<slug:code>/promotion/reports/add", reports.draft, name="promotion_report_add"),
    path("projects/<slug:code>/promotion/reports/<int:report>", reports.report, name="promotion_report"),
    path("projects/<slug:code>/promotion/reports/<int:report>.docx", reports.download, name="promotion_report_file"),
    path("projects/<slug:code>/promotion/reports/<int:report>/change", reports.change, name="promotion_report_change"),
    path("projects/<slug:code>/promotion/reports/<int:report>/send", reports.send, name="promotion_report_send"),
    path("projects/<slug:code>/promotion/instruct", reports.instruct_now, name="promotion_instruct"),
    path("projects/<slug:code>/promotion/instructions/<int:instruction>", reports.instruction, name="promotion_instruction"),
]
