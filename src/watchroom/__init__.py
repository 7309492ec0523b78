"""Watchroom (守望): an emergency-management platform for the people who keep the watch.

The packages are the story of an emergency, from left to right:
kernel, journal, people, places | sources, alarms, incidents, plans, dispatch, advice, warnings | onemap, desk, ops.
"""

__version__ = "0.1.0"
