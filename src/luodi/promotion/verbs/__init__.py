"""What can be done in promotion, and what the ledger notes of it; by subject."""
