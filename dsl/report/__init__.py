"""Findings laid out for people and machines: text, JSON, GitHub annotations, Markdown, SARIF.

Knows the layouts; the sentences come from `dsl.messages`. Each function takes findings and gives one text.
"""

from __future__ import annotations

from dsl.report.github import github
from dsl.report.json import json
from dsl.report.markdown import markdown
from dsl.report.sarif import Help, sarif
from dsl.report.text import summary, text

__all__ = ["Help", "github", "json", "markdown", "sarif", "summary", "text"]
