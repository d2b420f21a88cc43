"""Addresses of demonstrations."""

from __future__ import annotations

from django.urls import path

from luodi.demo import views

urlpatterns = [path("demo/enter", views.enter, name="demo_enter")]
