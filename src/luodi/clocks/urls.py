"""Addresses of time limits."""

from __future__ import annotations

from django.urls import path

from luodi.clocks import views

urlpatterns = [
    path("", views.clocks, name="clocks_list"),
    path("<int:clock>", views.clock, name="clocks_clock"),
    path("<int:clock>/answer", views.answer, name="clocks_answer"),
    path("<int:clock>/excuse", views.excuse, name="clocks_excuse"),
    path("excuses/<int:excuse>", views.decide, name="clocks_decide"),
]
