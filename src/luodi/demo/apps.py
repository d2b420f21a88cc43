"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demonstrations."""

    name = "luodi.demo"

    def ready(self) -> None:
        """Its action is known before anybody asks which there are."""
        import_module("luodi.demo.actions")
