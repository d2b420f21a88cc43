"""The pages of chains: the list and a chain, what is kept of it, the firms on it."""
