"""Addresses of the ledger and of its outbox."""

from __future__ import annotations

from django.urls import path

from luodi.ledger import views

urlpatterns = [
    path("ledger", views.entries, name="ledger_entries"),
    path("ledger/verify", views.verify, name="ledger_verify"),
    path("ledger/export", views.as_file, name="ledger_export"),
    path("ledger/dead", views.dead, name="outbox_dead"),
    path("ledger/<int:region>/<int:number>", views.entry, name="ledger_entry"),
]
