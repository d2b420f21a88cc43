"""The promotion app."""

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
        from luodi.projects.timeline import UNTOLD
        from luodi.promotion import rounds
        from luodi.promotion.checks import ALL
        from luodi.promotion.queries import agreements, assessments, briefings, events, experts, leads, packaged, reviews, services, visits
        from luodi.promotion.steps import STEPS
        from luodi.work.rounds import register
        CHECKS.update(ALL)
        STEPS.extend(one.step for one in (packaged, events, leads, assessments, briefings, reviews, visits, agreements, experts, services))
        UNTOLD.add("assessment.draft")
        for one in rounds.ALL:
            register(one)
