"""Telling those concerned what happens in promotion: within the action that does it."""
