"""The menu of those who are signed in."""

from __future__ import annotations

from typing import Any

from django import template

from luodi.rights import desk

register = template.Library()


@register.simple_tag(takes_context=True)
def doors(context: dict[str, Any]) -> list[desk.Door]:
    """The rooms that the reader may enter."""
    return desk.menu(context)


@register.simple_tag(takes_context=True)
def beside(context: dict[str, Any]) -> list[desk.Door]:
    """The rooms beside the one that the reader is in."""
    return desk.beside(context["request"], context["request"].person)


@register.simple_tag(takes_context=True)
def finds(context: dict[str, Any]) -> bool:
    """Whether the reader may search."""
    return desk.finds(context["request"].person)
