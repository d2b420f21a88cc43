"""Thin: what was typed goes to the actions, what they say goes on the page."""
