"""What every page about one child shows at its head: the code, the way back to the case, and whether work is possible."""

from casework.models import Case
from minors.models import Child


def about(child: Child) -> dict:
    """Context for a page about this child, who came through the door. `closed`: the case has no running episode."""
    case = child.case
    return {
        "child": child,
        "case": case,
        "closed": case.status == Case.Status.CLOSED,
        "crumbs": [{"label": child.code, "url": child.get_absolute_url()}],
    }
