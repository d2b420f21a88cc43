"""The screens on which units and people are managed."""
