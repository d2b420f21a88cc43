"""Addresses of the workbench, of the search, and of the public progress of projects."""

from __future__ import annotations

from django.urls import path

from luodi.workbench import views

urlpatterns = [
    path("desk", views.desk, name="workbench_desk"),
    path("desk/tour", views.tour, name="workbench_tour"),
    path("desk/fire", views.fire, name="workbench_fire"),
    path("search", views.search, name="workbench_search"),
    path("p", views.lookup, name="workbench_lookup"),
    path("p/<str:code>", views.public, name="workbench_public"),
]
