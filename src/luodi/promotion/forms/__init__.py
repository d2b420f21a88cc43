"""What is typed in promotion, by subject."""
