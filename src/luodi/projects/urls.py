"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from luodi.projects.views import maps

urlpatterns = [
    path("<slug:code>/map", maps.page, name="projects_map"),
    path("<slug:code>/map.<slug:kind>", maps.download, name="projects_map_file"),
]
