"""`python -m luodi.cli`."""

from luodi.cli import main

raise SystemExit(main())
