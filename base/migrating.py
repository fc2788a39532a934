"""How many tables are made at once."""

from typing import Any

from django.db.migrations.operations.base import Operation


class Tables(Operation):
    """Several `CreateModel`, each with nothing but what stands before it or on a floor to the left.

    After each `CreateModel` Django builds every model again that is tied to the new one, and here each is tied to the child and to the
    person: for all tables together minutes instead of seconds. Here the models are built once, when the last one is known.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, *operations: Operation):
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # built anew when somebody asks for it
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} tables"
