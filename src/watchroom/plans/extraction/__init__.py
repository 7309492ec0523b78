"""From the text of a plan to its structure: chapters, levels, conditions, organisation, actions, reports.

The language of plans is data (`vocabulary/`); the modules apply it. Nothing is invented: what is unsure carries its
reason, what contradicts itself is kept with both places.
"""
