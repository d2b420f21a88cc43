"""Addresses of promotion events."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import events, guests

_ONE = "promotion/events/<int:event>"
_GUEST = f"{_ONE}/guests/<int:guest>"
urlpatterns = [
    path("promotion/events", events.listed, name="promotion_events"),
    path("promotion/events/add", events.add, name="promotion_event_add"),
    path(_ONE, events.one, name="promotion_event"),
    path(f"{_ONE}/change", events.change, name="promotion_event_change"),
    path(f"{_ONE}/hold", events.hold, name="promotion_event_hold"),
    path(f"{_ONE}/drop", events.drop, name="promotion_event_drop"),
    path(f"{_ONE}/invite", guests.invite, name="promotion_event_invite"),
    path(f"{_ONE}/invite/hand", guests.hand, name="promotion_event_hand"),
    path(f"{_ONE}/answers", guests.answers, name="promotion_event_answers"),
    path(f"{_GUEST}/lead", guests.lead, name="promotion_guest_lead"),
    path(f"{_GUEST}/project", guests.join, name="promotion_guest_project"),
    path(f"{_GUEST}/withdraw", guests.withdraw, name="promotion_guest_withdraw"),
]
