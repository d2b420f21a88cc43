"""The approval map as one drawing: an SVG text that stands alone, for screen, PDF and Word."""

from luodi.engine.drawing.picture import draw

__all__ = ["draw"]
