"""The profile: what a contact's messages say of them, and the name they are shown under (language.md section 4).

Knows how traits are set and unset; nothing of rules. A profile is plain JSON, so that a checkpoint can keep it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from dsl.engine.event import Event, mapping
from dsl.engine.scalars import known

_SILENT = frozenset({"page", "screen", "track"})
"""Types of messages that say nothing of traits but in their context."""


@dataclass(slots=True)
class Profile:
    """Traits and keys up to an instant. `see` takes messages in the order of the history."""

    traits: dict[str, Any] = field(default_factory=dict)
    aliased: str | None = None
    user_id: str | None = None
    email: str | None = None
    anonymous_id: str | None = None

    @property
    def name(self) -> str:
        """What the contact is shown under: the last alias, else the first userId, e-mail or anonymousId; "" for nobody."""
        return self.aliased or self.user_id or self.email or self.anonymous_id or ""

    def see(self, event: Event) -> bool:
        """Take in one message that no machine made. Returns whether it said anything of the traits."""
        kind, message = event.type, event.message
        if kind in _SILENT and self.user_id and (self.email or event.email is None):
            context = message.get("context")
            if not isinstance(context, dict) or "traits" not in context:
                return False  # nearly every event of a known contact
        if event.previous_id is not None:
            self.aliased = event.user_id or event.email
        self.user_id = self.user_id or event.user_id
        self.anonymous_id = self.anonymous_id or event.anonymous_id
        said = False
        if self.email is None and event.email is not None:
            self.email = event.email
            said = True
        if kind == "identify":
            said |= self._set(message.get("traits"))
        elif kind == "group":
            said |= self._set({"company": traits} if (traits := mapping(message.get("traits"))) else None)
        return self._set(mapping(message.get("context")).get("traits")) or said

    def view(self) -> dict[str, Any]:
        """The traits as conditions see them: with the first e-mail where no trait says `email`."""
        if self.email is None or known(self.traits.get("email")):
            return self.traits
        return {**self.traits, "email": self.email}

    def _set(self, traits: object) -> bool:
        if not isinstance(traits, dict) or not traits:
            return False
        _merge(self.traits, traits)
        return True


def _merge(into: dict[str, Any], traits: dict[str, Any]) -> None:
    for key, value in traits.items():
        key = key if key.isascii() else unicodedata.normalize("NFC", key)
        if value is None:
            into.pop(key, None)
        elif isinstance(value, dict):
            below = into.get(key)
            if not isinstance(below, dict):
                below = into[key] = {}
            _merge(below, value)
        else:
            into[key] = value
