"""Addresses of accounts, rights and units."""

from __future__ import annotations

from django.urls import path

from luodi.people import views

urlpatterns = [
    path("sign-in", views.sign_in, name="people_sign_in"),
    path("sign-out", views.sign_out, name="people_sign_out"),
    path("me", views.own, name="people_own"),
    path("password", views.password, name="people_password"),
    path("rights", views.rights, name="people_rights"),
    path("units", views.units, name="people_units"),
    path("units/<int:unit>", views.unit, name="people_unit"),
]
