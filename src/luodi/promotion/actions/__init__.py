"""The only writers of promotion, by subject."""

from luodi.promotion.actions import duties, reviews

__all__ = ["duties", "reviews"]
