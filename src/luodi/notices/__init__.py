"""Notices that arrive once: an inbox, mail and robots, preferences, quiet hours, one digest a day."""
