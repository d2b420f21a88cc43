"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who there is, where they belong, what they may do."""

    name = "luodi.people"

    def ready(self) -> None:
        """Its verbs are known before any action runs."""
        from luodi.people import actions  # noqa: F401
