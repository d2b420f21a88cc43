"""Addresses of accounts, rights and units."""

from __future__ import annotations

from django.urls import path

from luodi.people import views
from luodi.people.signing.views import door, federated, own

urlpatterns = [
    path("sign-in", door.sign_in, name="people_sign_in"),
    path("sign-in/code", door.code, name="people_code"),
    path("sign-in/oidc", federated.go, name="people_oidc"),
    path("sign-in/oidc/back", federated.back, name="people_oidc_back"),
    path("sign-out", door.sign_out, name="people_sign_out"),
    path("me", views.own, name="people_own"),
    path("password", own.password, name="people_password"),
    path("second-factor", own.second_factor, name="people_second_factor"),
    path("sessions", own.sessions, name="people_sessions"),
    path("identity", federated.identity, name="people_identity"),
    path("rights", views.rights, name="people_rights"),
    path("units", views.units, name="people_units"),
    path("units/<int:unit>", views.unit, name="people_unit"),
]
