"""Drills (演练): planned, run by a script on a clock of their own, scored against the plan's deadlines, reported.

script    what a script holds, and what is wrong with it;  history  a script out of what really happened
rules     the drill's clock, what is due, what was met: pure
actions   the only writers;  firing  the injects, through the real ways in
scoring   what was expected and when it was done, read from the journal alone
"""
