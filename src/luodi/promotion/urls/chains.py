"""Addresses of chains."""

from __future__ import annotations

from django.urls import path

from luodi.promotion.views.chains import firms, keep, page

_CHAIN = "promotion/chains/<int:chain>"
urlpatterns = [
    path("promotion/chains", page.listed, name="promotion_chains"),
    path("promotion/chains/add", keep.add, name="promotion_chain_add"),
    path(_CHAIN, page.chain, name="promotion_chain"),
    path(f"{_CHAIN}/change", keep.change, name="promotion_chain_change"),
    path(f"{_CHAIN}/links/add", keep.link_add, name="promotion_chain_link_add"),
    path(f"{_CHAIN}/links/<int:link>", keep.link_change, name="promotion_chain_link"),
    path(f"{_CHAIN}/links/<int:link>/remove", keep.link_remove, name="promotion_chain_link_remove"),
    path(f"{_CHAIN}/links/<int:link>/tie", keep.tie_add, name="promotion_chain_tie"),
    path(f"{_CHAIN}/ties/<int:tie>/remove", keep.tie_remove, name="promotion_chain_untie"),
    path(f"{_CHAIN}/links/<int:link>/firms", firms.put, name="promotion_chain_firm"),
    path(f"{_CHAIN}/firms/<int:firm>/remove", firms.remove, name="promotion_chain_firm_remove"),
    path(f"{_CHAIN}/firms/<int:firm>/lead", firms.court, name="promotion_chain_court"),
    path(f"{_CHAIN}/meetings/<int:meeting>", page.meeting, name="promotion_chain_meeting"),
    path(f"{_CHAIN}/meetings/<int:meeting>/skip", page.skip, name="promotion_chain_meeting_skip"),
]
