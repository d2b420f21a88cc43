"""What is read of promotion, by subject; each says how many statements it takes."""
