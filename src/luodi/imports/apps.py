"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Tables that come in."""

    name = "luodi.imports"

    def ready(self) -> None:
        """Its verbs, its job and the kinds of the houses below are known before anybody asks for one."""
        import_module("luodi.imports.actions")
        from luodi.imports.kinds import register
        from luodi.imports.kinds.people import PEOPLE
        register(PEOPLE)
