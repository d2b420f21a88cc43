"""Promotion: from a lead to a signed agreement."""
