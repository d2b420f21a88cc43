"""Addresses of the inbox, preferences and robots; all begin with `notices`."""

from __future__ import annotations

from django.urls import path

from luodi.notices import views

urlpatterns = [
    path("notices", views.inbox, name="notices_inbox"),
    path("notices/<int:notice>/open", views.open_notice, name="notices_open"),
    path("notices/<int:notice>/read", views.read, name="notices_read"),
    path("notices/<int:notice>/acknowledge", views.acknowledge, name="notices_acknowledge"),
    path("notices/read", views.read_all, name="notices_read_all"),
    path("notices/preferences", views.preferences, name="notices_preferences"),
    path("notices/endpoints", views.endpoints, name="notices_endpoints"),
    path("notices/endpoints/<int:endpoint>/test", views.test, name="notices_test"),
    path("notices/endpoints/<int:endpoint>/switch", views.switch, name="notices_switch"),
]
