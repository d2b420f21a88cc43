"""What people are told about promotion, by subject."""
