"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the product."""

    name = "luodi.operations"

    def ready(self) -> None:
        """Its verbs are known before any action runs, its checks and figures before anybody asks."""
        from luodi.frame.requests import WATCHERS
        from luodi.operations import doctor, houses, metrics
        import_module("luodi.operations.actions")
        doctor.register_all()
        houses.register_all()
        WATCHERS.append(metrics.watch)
