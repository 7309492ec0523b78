"""The journal: one append-only book of everything that was decided. Timeline, audit and report are readings of it."""
