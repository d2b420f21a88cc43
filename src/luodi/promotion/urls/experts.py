"""Addresses of advisers, groups and advice."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import experts

_PROJECT = "projects/<slug:code>/promotion/advice"
urlpatterns = [
    path("promotion/experts", experts.listed, name="promotion_experts"),
    path("promotion/experts/add", experts.add, name="promotion_adviser_add"),
    path("promotion/experts/<int:adviser>", experts.change, name="promotion_adviser"),
    path("promotion/groups/<int:unit>", experts.group, name="promotion_group"),
    path("promotion/groups/<int:unit>/add", experts.member_add, name="promotion_member_add"),
    path("promotion/groups/<int:unit>/end/<int:member>", experts.member_end, name="promotion_member_end"),
    path(_PROJECT, experts.advice, name="promotion_advice"),
    path(f"{_PROJECT}/ask/<slug:skill>", experts.ask, name="promotion_advice_ask"),
    path(f"{_PROJECT}/talk/<slug:skill>", experts.talk, name="promotion_advice_talk"),
    path(f"{_PROJECT}/<int:consultation>/note", experts.note, name="promotion_advice_note"),
    path(f"{_PROJECT}/<int:consultation>/drop", experts.drop, name="promotion_advice_drop"),
    path(f"{_PROJECT}/<int:consultation>/answer", experts.answer, name="promotion_advice_answer"),
]
