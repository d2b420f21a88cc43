"""The only writers of promotion, by subject."""

from luodi.promotion.actions import assessments, duties

__all__ = ["assessments", "duties"]
