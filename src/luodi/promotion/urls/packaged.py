"""Addresses of packaged projects."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import packaged

_ONE = "promotion/packaged/<int:packaged>"
urlpatterns = [
    path("promotion/packaged", packaged.listed, name="promotion_packaged"),
    path("promotion/packaged/targets", packaged.targets, name="promotion_packaged_targets"),
    path("promotion/packaged/add", packaged.add, name="promotion_packaged_add"),
    path(_ONE, packaged.one, name="promotion_packaged_one"),
    path(f"{_ONE}/change", packaged.change, name="promotion_packaged_change"),
    path(f"{_ONE}/drop", packaged.drop, name="promotion_packaged_drop"),
    path(f"{_ONE}/lead", packaged.lead, name="promotion_packaged_lead"),
]
