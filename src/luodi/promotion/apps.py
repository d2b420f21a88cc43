"""The app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PromotionConfig(AppConfig):
    """From a lead to a signed agreement."""

    name = "luodi.promotion"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its actions are known before anybody asks which there are; the gates of projects know its checks."""
        import_module("luodi.promotion.actions")
        from luodi.projects.gates import CHECKS
        from luodi.promotion.checks import ALL
        from luodi.promotion.queries import agreements
        from luodi.promotion.steps import STEPS
        CHECKS.update(ALL)
        STEPS.append(agreements.step)
