"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """Time limits, their lights, and who is told."""

    name = "luodi.clocks"

    def ready(self) -> None:
        """Its actions are known before anybody asks which there are."""
        from luodi.clocks import actions, sweep  # noqa: F401
