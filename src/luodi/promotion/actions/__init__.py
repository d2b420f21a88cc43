"""The only writers of promotion, by subject."""

from luodi.promotion.actions import agreements, assessments, briefings, chains, duties, experts, firms, leads, reviews, services, visits

__all__ = ["agreements", "assessments", "briefings", "chains", "duties", "experts", "firms", "leads", "reviews", "services", "visits"]
