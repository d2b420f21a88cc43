"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who there is, where they belong, what they may do."""

    name = "luodi.people"

    def ready(self) -> None:
        """Its verbs are known before any action runs."""
        import_module("luodi.people.actions")
        import_module("luodi.people.signing.actions")
