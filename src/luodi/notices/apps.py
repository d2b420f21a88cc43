"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told, and how it reaches them."""

    name = "luodi.notices"

    def ready(self) -> None:
        """Its verbs are known before any action runs, and the menu knows how much is unread."""
        import_module("luodi.notices.actions")
        from luodi.notices.here import unread_here
        from luodi.rights.desk import BADGES
        BADGES["notices_inbox"] = unread_here
