"""A code to be photographed, drawn into the page."""

from __future__ import annotations

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """The address as a QR code: an SVG of one path, sharp at any size, named for those who do not see it. Nothing for more than about 2,900 bytes."""
    try:
        matrix = segno.make(address, error="m" if len(address) < 1200 else "l", micro=False)
    except segno.DataOverflowError:  # no code can hold it
        return SafeString("")
    size = matrix.symbol_size(border=0)[0]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix.matrix) for x, dark in enumerate(row) if dark)
    return format_html('<svg viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges"><path d="{path}"/></svg>',
                       size=size, label=label, path=mark_safe(path))
