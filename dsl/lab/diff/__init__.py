"""What a change of rules does: to the rules themselves, and to everyone in a log.

`sides` reads OLD and NEW (`git` where one is a revision), `books`, `plans` and `rules` tell what differs, `counting` scores a
log by both, `shape` is the whole as JSON. Knows nothing of pages and terminals.
"""
