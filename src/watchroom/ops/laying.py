"""A new site's tables, laid at once as the last step leaves them: to take the steps one by one lasts ten times as long.

A site that is under way goes step by step. That both come to the same, `test_laid_at_once` asks the database itself.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def lay(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database was empty; it is laid then, all or nothing. `migrate` finds every step taken, and adds its ends:
    the guards of the journal, the names of kinds and rights.
    """
    if connection.introspection.table_names():
        return False
    loader = MigrationLoader(connection)
    steps, end = loader.disk_migrations, loader.project_state().apps
    taken: type[Model] = MigrationRecorder.Migration
    with connection.schema_editor(atomic=True) as editor:
        if connection.introspection.table_names():  # another start was first
            return False
        for model in [*end.get_models(), taken]:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for (_, name), step in steps.items():
            for one in step.operations if "squashed" in name else ():  # what belongs to no model
                if isinstance(one, RunPython):
                    one.code(end, editor)
        taken._base_manager.using(connection.alias).bulk_create(taken(app=app, name=name) for app, name in steps)
    return True
