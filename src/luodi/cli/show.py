"""Showing things: rich tables in a terminal, plain aligned text when piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from unicodedata import east_asian_width

from luodi.engine.source import Said


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


class Page:
    """One page of output in one language."""

    def __init__(self, lang: str, rich: bool | None = None) -> None:
        self.lang = lang
        self._rich = sys.stdout.isatty() if rich is None else rich

    def say(self, said: Said | str, style: str = "") -> None:
        """A line of text."""
        text = said.to(self.lang) if isinstance(said, Said) else said
        if self._rich:
            from rich.console import Console
            Console(highlight=False).print(text, style=style or None, markup=False)
        else:
            print(text)

    def heading(self, said: Said | str) -> None:
        """A line that begins a part."""
        self.say("")
        self.say(said, "bold")

    def table(self, columns: Sequence[Said | str], rows: Sequence[Sequence[str]], styles: Sequence[str] = ()) -> None:
        """A table; `styles` are one a row and only used in a terminal."""
        heads = [c.to(self.lang) if isinstance(c, Said) else c for c in columns]
        if self._rich:
            self._rich_table(heads, rows, styles)
            return
        widths = [max(width(str(line[k])) for line in [heads, *rows]) for k in range(len(heads))]
        for line in [heads, *rows]:
            cells = [str(cell) + " " * (widths[k] - width(str(cell))) for k, cell in enumerate(line)]
            print("  ".join(cells).rstrip())

    def _rich_table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str]) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for head in heads:
            table.add_column(head, overflow="fold")
        for number, row in enumerate(rows):
            table.add_row(*(Text(str(cell)) for cell in row), style=(styles[number] if styles else None) or None)
        Console(highlight=False).print(table)
