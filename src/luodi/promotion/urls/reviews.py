"""Addresses of joint pre-reviews, and of what units were asked for."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views import asked, reviews

_AT = "projects/<slug:code>/promotion/review"
urlpatterns = [
    path(_AT, reviews.review, name="promotion_review"),
    path(f"{_AT}/ask", reviews.ask, name="promotion_review_ask"),
    path(f"{_AT}/close", reviews.close, name="promotion_review_close"),
    path(f"{_AT}/word/<int:review>", reviews.word, name="promotion_review_word"),
    path(f"{_AT}/<int:opinion>", reviews.opinion, name="promotion_opinion"),
    path(f"{_AT}/<int:opinion>/answer", reviews.answer, name="promotion_opinion_answer"),
    path(f"{_AT}/<int:opinion>/lift", reviews.lift, name="promotion_opinion_lift"),
    path(f"{_AT}/<int:opinion>/supply", reviews.supply, name="promotion_opinion_supply"),
    path(f"{_AT}/<int:opinion>/person", reviews.person, name="promotion_opinion_person"),
    path("promotion/asked", asked.asked, name="promotion_asked"),
]
