"""For each constraint of the database a row that it takes and what makes it one that it refuses. The names are the sentences."""

from tests.constraints.around import AROUND
from tests.constraints.care import CARE
from tests.constraints.case_file import CASE_FILE
from tests.constraints.children import CHILDREN
from tests.constraints.decisions import DECISIONS
from tests.constraints.families import FAMILIES
from tests.constraints.rows import Table

TABLES: dict[str, Table] = {**CARE, **DECISIONS, **FAMILIES, **CASE_FILE, **CHILDREN, **AROUND}
