"""Telling those concerned what happens in promotion, by subject: within the action that does it, so that both are kept or neither."""
