"""Addresses of agreements and promises."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views.agreements import drafts, page, signing, vetting

_HOME = "projects/<slug:code>/promotion/agreement"

urlpatterns = [
    path(_HOME, page.main, name="promotion_agreement"),
    path(f"{_HOME}/begin", drafts.begin, name="promotion_agreement_begin"),
    path(f"{_HOME}/edit", drafts.edit, name="promotion_draft_edit"),
    path(f"{_HOME}/refill", drafts.refill, name="promotion_draft_refill"),
    path(f"{_HOME}/drop", drafts.drop, name="promotion_agreement_drop"),
    path(f"{_HOME}/<int:number>", page.version, name="promotion_draft"),
    path(f"{_HOME}/<int:number>.docx", page.version_word, name="promotion_draft_word"),
    path(f"{_HOME}/<int:first>/<int:second>", page.compare, name="promotion_compare"),
    path(f"{_HOME}/<int:first>/<int:second>.docx", page.compare_word, name="promotion_compare_word"),
    path(f"{_HOME}/clauses/ask", vetting.clauses_ask, name="promotion_clauses_ask"),
    path(f"{_HOME}/clauses", vetting.clauses, name="promotion_clauses"),
    path(f"{_HOME}/fair/ask", vetting.fair_ask, name="promotion_fair_ask"),
    path(f"{_HOME}/fair", vetting.fair, name="promotion_fair"),
    path(f"{_HOME}/decision/put", vetting.decision_put, name="promotion_decision_put"),
    path(f"{_HOME}/decision", vetting.decision, name="promotion_decision"),
    path(f"{_HOME}/sign", signing.signing, name="promotion_sign"),
    path("projects/<slug:code>/promotion/promises/<int:key>", signing.promise, name="promotion_promise"),
    path("promotion/promises", signing.ledger, name="promotion_promises"),
]
