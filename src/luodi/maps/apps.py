"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """The templates of the map."""

    name = "luodi.maps"
