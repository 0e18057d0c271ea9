"""`python -m dsl.cli` is `punkty`."""

from __future__ import annotations

from dsl.cli import main

if __name__ == "__main__":
    main()
