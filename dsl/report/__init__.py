"""Findings laid out for people and machines: text, JSON, GitHub annotations, SARIF.

Knows the layouts; the sentences come from `dsl.messages`. Each function takes findings and gives one text.
"""

from __future__ import annotations

from dsl.report.findings import github, json, summary, text
from dsl.report.sarif import sarif

__all__ = ["github", "json", "sarif", "summary", "text"]
