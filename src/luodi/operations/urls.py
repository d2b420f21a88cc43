"""Addresses of the system's state."""

from __future__ import annotations

from django.urls import path

from luodi.operations import views

urlpatterns = [path("", views.state, name="operations_state")]
