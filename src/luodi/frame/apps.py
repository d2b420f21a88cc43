"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class FrameConfig(AppConfig):
    """What every page stands on."""

    name = "luodi.frame"
