"""Text to tree and tree to text.

`parse(source)` gives a `File` of intact statements and the `Finding`s of the text; `dsl.syntax.tree` is the tree's shape;
`dsl.syntax.write` gives the canonical text of its parts. Knows nothing of what words, groups and stages mean.
"""

from __future__ import annotations

from dsl.syntax.findings import Finding
from dsl.syntax.parser import parse
from dsl.syntax.tree import File, Statement

__all__ = ["File", "Finding", "Statement", "parse"]
