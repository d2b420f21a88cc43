"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who there is, where they belong, what they may do."""

    name = "luodi.people"

    def ready(self) -> None:
        """Its verbs are known before any action runs; the ledger calls units by their names."""
        import_module("luodi.people.actions")
        import_module("luodi.people.signing.actions")
        from luodi.ledger.queries import NAMED
        from luodi.people.queries import unit_names
        NAMED["unit"] = unit_names
