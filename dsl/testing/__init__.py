"""Tests of rules, written in the language itself: their compiled form (`case`) and how they run (`run`)."""
