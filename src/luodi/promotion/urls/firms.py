"""Addresses of enterprises and investors."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import firms

urlpatterns = [
    path("promotion/firms", firms.listed, name="promotion_firms"),
    path("promotion/firms/add", firms.add, name="promotion_firm_add"),
    path("promotion/firms/alike", firms.doubles, name="promotion_firms_alike"),
    path("promotion/firms/<int:firm>", firms.firm, name="promotion_firm"),
    path("promotion/firms/<int:firm>/change", firms.change, name="promotion_firm_change"),
    path("promotion/firms/<int:firm>/merge", firms.merge, name="promotion_firm_merge"),
]
