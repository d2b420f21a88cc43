"""Addresses of accounts, rights and units."""

from __future__ import annotations

from django.urls import path

from luodi.people import views
from luodi.people.manage import absences, persons, regions, units
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
    path("regions", regions.regions, name="people_regions"),
    path("regions/add", regions.add, name="people_region_add"),
    path("regions/<int:region>", regions.change, name="people_region_change"),
    path("units", units.units, name="people_units"),
    path("units/add", units.add, name="people_unit_add"),
    path("units/<int:unit>", units.unit, name="people_unit"),
    path("units/<int:unit>/change", units.change, name="people_unit_change"),
    path("units/<int:unit>/move", units.move, name="people_unit_move"),
    path("units/<int:unit>/close", units.close, name="people_unit_close"),
    path("units/<int:unit>/reopen", units.reopen, name="people_unit_reopen"),
    path("units/<int:unit>/people/add", persons.add, name="people_person_add"),
    path("persons/<int:account>", persons.person, name="people_person"),
    path("persons/<int:account>/change", persons.change, name="people_person_change"),
    path("persons/<int:account>/home", persons.home, name="people_person_home"),
    path("persons/<int:account>/close", persons.close, name="people_person_close"),
    path("persons/<int:account>/reopen", persons.reopen, name="people_person_reopen"),
    path("persons/<int:account>/password", persons.password, name="people_person_password"),
    path("persons/<int:account>/factor", persons.factor, name="people_person_factor"),
    path("persons/<int:account>/posts/add", persons.post_add, name="people_post_add"),
    path("posts/<int:post>", persons.post_change, name="people_post_change"),
    path("posts/<int:post>/end", persons.post_end, name="people_post_end"),
    path("me/absences", absences.own, name="people_absences"),
    path("persons/<int:account>/absences/add", absences.add, name="people_absence_add"),
    path("absences/<int:absence>/cancel", absences.cancel, name="people_absence_cancel"),
]
