"""What is asked of history: reading event logs, and scoring everyone in them.

`log` reads messages from files, `spill` keeps more records than memory holds, `score` folds contact by contact.
"""
