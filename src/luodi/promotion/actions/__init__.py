"""The only writers of promotion, by subject."""

from luodi.promotion.actions import duties, leads

__all__ = ["duties", "leads"]
