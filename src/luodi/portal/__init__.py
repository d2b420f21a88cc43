"""The public side: home, guide, item catalog, handbooks, help. No account is needed and nothing is stored."""
