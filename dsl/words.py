"""The built-in words of the language as data: which messages each stands for, its subjects, what ties two events.

Knows the table of the language's reference and nothing of how patterns are written or matched. A word that a rulebook
declares has the same shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dsl.program import Field

Path = tuple[str, ...]
MessageType = Literal["page", "screen", "track", "any"]


@dataclass(frozen=True, slots=True)
class Word:
    """One kind of event. `tracks` are names of track messages as they are sent, `subject` and `per` paths of properties.

    `alias` gives the properties that a filter's name stands for where that is not the one property of the name.
    """

    name: str
    type: MessageType
    tracks: tuple[str, ...] = ()
    subject: tuple[Path, ...] = ()
    per: Path | None = None
    alias: Mapping[str, tuple[str, ...]] | None = None

    def has_subject(self) -> bool:
        """Whether a text can be asked of it."""
        return bool(self.subject) or self.type != "track" or self.name == "track"


def _track(name: str, tracks: str, subject: str = "", per: str | None = None, **alias: tuple[str, ...]) -> Word:
    paths = tuple((part,) for part in subject.split())
    return Word(name, "track", tuple(tracks.split(", ")), paths, (per,) if per else None, alias or None)


_MAIL = "campaign_name campaign email_subject"
_PRODUCT = "name sku product_id"
_DEAL = "reason name"

BUILT_IN: Mapping[str, Word] = {
    word.name: word
    for word in (
        Word("page", "page"),
        Word("screen", "screen"),
        Word("any", "any"),
        Word("track", "track"),
        _track("form", "Form Submitted", "form form_name name"),
        _track("download", "File Downloaded, Download", "file file_name name"),
        _track("webinar", "Webinar Registered", "webinar name"),
        _track("signup", "Signed Up", "plan type name"),
        _track("login", "Signed In"),
        _track("subscribe", "Subscribed", "list list_name name"),
        _track("unsubscribe", "Unsubscribed", "list list_name campaign_name name", "email_id"),
        _track("email", "Email Sent, Email Delivered", _MAIL, "email_id"),
        _track("open", "Email Opened", _MAIL, "email_id"),
        _track("click", "Email Link Clicked", "link_url", "email_id"),
        _track("bounce", "Email Bounced", _MAIL, "email_id"),
        _track("complaint", "Email Marked as Spam", _MAIL, "email_id"),
        _track("view_product", "Product Viewed", _PRODUCT),
        _track("reviews", "Product Reviews Viewed", _PRODUCT),
        _track("compare", "Products Compared", "name category"),
        _track("add_to_cart", "Product Added", _PRODUCT),
        _track("remove_from_cart", "Product Removed", _PRODUCT),
        _track("checkout", "Checkout Started"),
        _track("purchase", "Order Completed", value=("value", "revenue", "total")),
        _track("subscription", "Subscription Started, Subscription Paid", "plan name"),
        _track("renewal", "Subscription Renewed", "plan period name"),
        _track("addon", "Addon Purchased", "addon name"),
        _track("install", "Application Installed", "app name"),
        _track("loyalty", "Loyalty Level Reached", "level name"),
        _track("contacted", "Lead Contacted", _DEAL),
        _track("accepted", "Lead Accepted", _DEAL),
        _track("rejected", "Lead Rejected", _DEAL),
        _track("won", "Deal Won", _DEAL),
        _track("lost", "Deal Lost", _DEAL),
    )
}

TAKEN = frozenset({"any", "track"})
"""Words that no rulebook can replace: they stand for messages that have no name of their own."""

CAMPAIGN: Mapping[str, str] = {
    "utm_source": "source",
    "utm_medium": "medium",
    "utm_term": "term",
    "utm_content": "content",
    "utm_campaign": "name",
}
"""Parameters of a campaign and where `context.campaign` keeps them."""

_SUBJECTS: Mapping[str, tuple[Field, ...]] = {
    "page": (Field("path", (("path",),)),),
    "screen": (Field("name", (("name",), ("properties", "name"))),),
    "track": (Field("event", (("event",),)),),
    "any": (
        Field("any", (("path",),)),
        Field("any", (("name",), ("properties", "name"))),
        Field("any", (("event",),)),
    ),
}


def subject(word: Word) -> tuple[Field, ...]:
    """The fields that a pattern's texts are matched against."""
    if word.type == "track" and word.name != "track":
        return tuple(value(None, path) for path in word.subject)
    return _SUBJECTS[word.type]


def value(word: Word | None, path: Path) -> Field:
    """Where a filter of `word` (None: of no word in particular) finds the value at `path`."""
    text = ".".join(path)
    if path[0] == "context" and len(path) > 1:
        return Field(text, (path,))
    if len(path) == 1 and path[0] in CAMPAIGN:
        name = path[0]
        return Field(text, (("properties", name), ("context", "campaign", CAMPAIGN[name]), ("query", name)))
    if word is not None and word.alias and len(path) == 1 and path[0] in word.alias:
        return Field(text, tuple(("properties", name) for name in word.alias[path[0]]))
    return Field(text, (("properties", *path),))
