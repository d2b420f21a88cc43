"""Addresses of the library."""

from __future__ import annotations

from django.urls import path

from luodi.projects.library import handling, views

urlpatterns = [
    path("", views.projects, name="projects_list"),
    path("board", views.board, name="projects_board"),
    path("regions", views.regions, name="projects_regions"),
    path("funnel", views.funnel_page, name="projects_funnel"),
    path("columns", views.layout, name="projects_columns"),
    path("filters", views.keep, name="projects_filters"),
    path("filters/<int:kept>", views.change, name="projects_filter"),
    path("bulk", handling.bulk, name="projects_bulk"),
    path("export", handling.export, name="projects_export"),
    path("exports/<int:job>", handling.exported_file, name="projects_exported"),
]
