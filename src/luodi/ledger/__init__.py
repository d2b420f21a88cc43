"""The ledger: the one write path, the chain of what was done, and what is to be sent because of it."""
