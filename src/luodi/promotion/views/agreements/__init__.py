"""Pages of the agreement about a project."""
