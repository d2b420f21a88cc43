"""Regions, units, posts, accounts, and who may do what where."""
