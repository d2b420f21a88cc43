"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The public side."""

    name = "luodi.portal"
