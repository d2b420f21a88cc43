"""Telling those concerned what happens in promotion, by subject."""
