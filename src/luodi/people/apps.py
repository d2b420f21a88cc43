"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who there is, where they belong, what they may do."""

    name = "luodi.people"
