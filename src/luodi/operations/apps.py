"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the product."""

    name = "luodi.operations"

    def ready(self) -> None:
        """Its verbs are known before any action runs, its checks and figures before anybody asks."""
        from luodi.frame.requests import WATCHERS
        from luodi.operations import actions, doctor, metrics  # noqa: F401
        doctor.register_all()
        WATCHERS.append(metrics.watch)
