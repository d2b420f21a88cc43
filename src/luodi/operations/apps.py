"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the product."""

    name = "luodi.operations"

    def ready(self) -> None:
        """Its verbs are known before any action runs, its checks and figures before anybody asks."""
        from luodi.operations import actions  # noqa: F401
