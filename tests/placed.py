"""How the time limits of a placement begin, and what answers them: stories for tests/casework/test_every_limit.py."""

from datetime import timedelta

from base import dates
from casework import away, care, determinations, in_care, roll_call
from casework.models import PlacementDecision
from minors import access, incidents, siblings
from tests import makers

PLAN = {"apart_because": "health", "apart_plan": "Together by Sunday", "apart_contacts": "A call every evening"}


def _away(w, kind):
    bed = w.place()
    gone = away.leave(
        bed, kind=kind, note="Fever", starts_at=dates.now(), expected_at=dates.now() + timedelta(days=2), by=w.aicha
    )
    return lambda: away.come_back(gone, ends_at=dates.now(), by=w.aicha)


def _decision(w):
    bed = w.place()
    with dates.at(dates.now() + timedelta(seconds=1)):
        gone = away.leave(bed, kind="hospital", note="Fever", starts_at=dates.now(), by=w.aicha)
    with dates.at(dates.now() + timedelta(seconds=2)):
        away.come_back(gone, ends_at=dates.now(), by=w.aicha)
    return lambda: care.stay(PlacementDecision.objects.get(child=w.child), because="He knows the nurse", by=w.aicha)


def _apart(w):
    bed = w.place()
    sister = makers.make_case(w.aicha, own="Hana", sex="F").child
    siblings.link([w.child, sister], by=w.aicha, reason="One mother")
    return bed


def _explained(w):
    bed = _apart(w)
    return lambda: care.explain_apart(bed, by=w.aicha, **PLAN)


def _asked(w):
    _apart(w)
    return lambda: determinations.begin(w.fresh(), trigger="exceptional", reason="Apart for long", by=w.aicha)


def _planned(w):
    bed = w.place(planned_end=dates.today() + timedelta(days=3))
    return lambda: care.end(bed, end_reason="moved", by=w.aicha)


def _agreement(w):
    family = makers.make_provider(kind="family", care_type="foster")
    bed = care.place(w.child, provider=family, reason="Bed", by=w.aicha)
    points = ["duties", "visits", "no_work", "family"]
    return lambda: in_care.sign_agreement(bed, signed_on=dates.today(), points=points, by=w.aicha)


def _not_in_bed(w):
    bed = w.place()
    with dates.at(dates.now() + timedelta(seconds=1)):
        made = roll_call.call(bed.provider, present=[], counted=0, by=w.aicha)
    said = {"kind": "hospital", "note": "Fever", "starts_at": bed.starts_at}
    return lambda: roll_call.settle(made.lines.get(), by=w.aicha, **said)


STORIES = {
    "roll_call.difference": (_not_in_bed, {}),
    "hospital.return": (lambda w: _away(w, "hospital"), {}),
    "absence.return": (lambda w: _away(w, "court"), {}),
    "hospital.decision": (_decision, {}),
    "siblings.apart": (_explained, {}),
    "siblings.panel": (_asked, {}),
    "placement.planned_end": (_planned, {}),
    "placement.agreement": (_agreement, {}),
}


def _misused(w):
    """A colleague who saw the code of the child is found out."""
    officer = makers.make_user("zeinab_dpo", role="data_protection_officer", institution="MFF")
    colleague, today = makers.make_user("kadir_of_the_port"), dates.today()
    access.remember_list(colleague, [w.child.code])
    opened = incidents.begin(person=colleague, since=today, until=today, happened="A cousin drives", by=officer)
    due_at = dates.now() + incidents.PROPOSED
    [task] = incidents.protect(opened, codes=[w.child.code], due_at=due_at, by=officer)
    return lambda: incidents.settle(task, shelter="done", phone="not_needed", note="She moved", by=w.aicha)


STORIES["protection.after_misuse"] = (_misused, {})
