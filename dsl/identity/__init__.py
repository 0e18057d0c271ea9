"""Who is who: keys of messages joined into contacts (language.md section 4).

Knows events and the links that they make, that is messages which name two keys; nothing of rules or logs. Who is who is a
pure function of the set of links, whatever the order of their arrival.

    identities = resolve(link for message in log if (link := link_of(message)))
    identities.contact_of(key_of(message)).name
"""

from __future__ import annotations

from dsl.identity.contacts import Contact, Identities, resolve
from dsl.identity.keys import Key, Link, key_of, keys_of, link_of

__all__ = ["Contact", "Identities", "Key", "Link", "key_of", "keys_of", "link_of", "resolve"]
