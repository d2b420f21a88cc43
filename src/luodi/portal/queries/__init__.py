"""What the public pages show, worked out from the mechanisms."""
