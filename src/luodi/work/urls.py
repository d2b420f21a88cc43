"""Addresses of background work."""

from __future__ import annotations

from django.urls import path

from luodi.work import views

urlpatterns = [
    path("", views.jobs, name="work_jobs"),
    path("<int:job>", views.job, name="work_job"),
    path("<int:job>/cancel", views.cancel, name="work_cancel"),
    path("<int:job>/retry", views.retry, name="work_retry"),
    path("rounds", views.rounds, name="work_rounds"),
    path("rounds/<str:name>/run", views.run, name="work_run"),
]
