"""The page that a message speaks of: its path and its url (language.md section 3).

Knows where messages keep them; nothing of events or patterns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsl.engine.scalars import text_of
from dsl.engine.text import normal_path


def path_of(message: Mapping[str, Any]) -> str | None:
    """The normalised path: of the first known of properties.path, properties.url, context.page.path and .url."""
    properties, page = _places(message)
    text = (_text(properties["path"]) if "path" in properties else None) or _url(properties)
    if text is None and page:
        text = _text(page.get("path")) or _url(page)
    return None if text is None else normal_path(text)


def url_of(message: Mapping[str, Any]) -> str | None:
    """The first known url, as written: of properties.url and context.page.url."""
    properties, page = _places(message)
    return _url(properties) or (_url(page) if page else None)


def _places(message: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The properties and the page of the context."""
    properties, context = message.get("properties"), message.get("context")
    page = context.get("page") if isinstance(context, dict) else None
    return properties if isinstance(properties, dict) else {}, page if isinstance(page, dict) else {}


def _url(place: Mapping[str, Any]) -> str | None:
    return _text(place["url"]) if "url" in place else None


def _text(value: object) -> str | None:
    """The text of a known value as it was written, None of any other."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    return None if value is None else text_of(value)
