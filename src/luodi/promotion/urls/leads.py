"""Addresses of leads."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import disputes, leads, transfers

_LEAD = "projects/<slug:code>/promotion/lead"
urlpatterns = [
    path("promotion/leads", leads.ledger, name="promotion_leads"),
    path("promotion/leads/add", leads.add, name="promotion_lead_add"),
    path("promotion/leads/dispute", disputes.open_one, name="promotion_dispute_open"),
    path("promotion/leads/disputes/<int:dispute>", disputes.claimed, name="promotion_dispute_claimed"),
    path("promotion/leads/pool/<slug:code>", leads.take, name="promotion_lead_take"),
    path("promotion/rulings", disputes.to_rule, name="promotion_rulings"),
    path("promotion/rulings/<int:dispute>", disputes.ruling, name="promotion_ruling"),
    path(_LEAD, leads.lead, name="promotion_lead"),
    path(f"{_LEAD}/first", leads.first, name="promotion_lead_first"),
    path(f"{_LEAD}/contact", leads.contact, name="promotion_contact"),
    path(f"{_LEAD}/renew", leads.renew, name="promotion_renew"),
    path(f"{_LEAD}/transfer", transfers.ask, name="promotion_transfer"),
    path(f"{_LEAD}/transfers/<int:transfer>", transfers.answer, name="promotion_transfer_answer"),
    path(f"{_LEAD}/transfers/<int:transfer>/withdraw", transfers.withdraw, name="promotion_transfer_withdraw"),
    path(f"{_LEAD}/disputes/<int:dispute>", disputes.held, name="promotion_dispute_held"),
]
