"""A new site's tables are laid at once, a site that is under way goes step by step: both come to the same."""

import pytest
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

pytestmark = pytest.mark.pure


def loaded(*, at_once: bool) -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=at_once)


def test_what_is_laid_at_once_is_what_the_steps_come_to() -> None:
    steps, whole = loaded(at_once=False), loaded(at_once=True)
    ends = [node for node in steps.graph.leaf_nodes() if "squashed" not in node[1]]  # else both would be laid
    one, other = steps.project_state(ends), whole.project_state()
    assert MigrationAutodetector(one, other).changes(graph=whole.graph) == {}
    assert len(whole.graph.nodes) < len(steps.graph.nodes)


def test_what_belongs_to_no_model_is_laid_as_well() -> None:
    """Of the steps that run something, one lays an index; the others carry rows over, of which a new site has none."""
    laid = {
        (app, getattr(step.code, "__name__", ""))
        for (app, name), migration in loaded(at_once=True).disk_migrations.items()
        if "squashed" in name
        for step in migration.operations
        if isinstance(step, RunPython)
    }
    assert laid == {("people", "lay_index")}
