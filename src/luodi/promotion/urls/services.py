"""Addresses of the list of linked services."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import services

urlpatterns = [
    path("promotion/services", services.listed, name="promotion_services"),
    path("projects/<slug:code>/promotion/service", services.project, name="promotion_service"),
    path("projects/<slug:code>/promotion/service/in", services.enter, name="promotion_service_in"),
    path("projects/<slug:code>/promotion/service/out", services.leave, name="promotion_service_out"),
]
