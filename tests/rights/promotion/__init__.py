"""Examples for every address and every action of promotion, by subject."""
