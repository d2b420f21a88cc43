"""Signing in: passwords and lock-out, the second factor, sessions, and the provider of identities."""
