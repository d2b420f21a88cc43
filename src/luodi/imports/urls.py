"""Addresses of tables that come in."""

from __future__ import annotations

from django.urls import path

from luodi.imports import views

urlpatterns = [
    path("<str:kind>", views.start, name="imports_start"),
    path("<str:kind>/template", views.template_file, name="imports_template"),
    path("<str:kind>/<uuid:upload>", views.check, name="imports_check"),
    path("<str:kind>/<uuid:upload>/marked", views.marked_file, name="imports_marked"),
]
