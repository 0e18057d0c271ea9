"""What is wrong with rules: names, types, ranges, structure (errors), and what looks unintended (warnings).

One small function per finding, grouped by what it looks at. Knows the tree (`dsl.syntax`) and, for the lints, the compiled
rules (`dsl.program`); the sentences are the catalogue's (`dsl.messages`).
"""
