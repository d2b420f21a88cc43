"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """The workbench, what is on fire, the search over everything, and a project's public progress."""

    name = "luodi.workbench"
    default_auto_field = "django.db.models.BigAutoField"
