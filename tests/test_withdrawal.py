"""Withdrawing a scope stops, in the same transaction, each thing that relied on it, and nothing else (domain.md 7.4)."""

import pytest
from django.db import transaction

from base import dates
from base.workflow import Refused
from minors import consent, ledger, relying
from minors.models import SCOPES, Child, ConsentTask
from plan import measuring, periods
from plan.models import Indicator
from referrals import packages, workflow
from tests import makers

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = [scope for scope in SCOPES if scope != "share_embassy"]
# One service for each scope that services need, and one that needs none of its own.
SERVICES = {scope: kind for kind, scope in packages.SCOPES.items()} | {"case_management": "recreation"}


@pytest.fixture
def trusting(aicha):
    """A child who allowed everything, and whose case was sent to one service of each scope: half of them have answered."""
    child = makers.make_case(
        aicha,
        own="Hodan",
        nationality="DJ",
        consent={"given_at": dates.now(), "basis": "consent", "givers": ["child"], "scopes": SCOPES},
    ).child
    for number, kind in enumerate(sorted(SERVICES.values())):
        sent = refer(child, aicha, kind)
        if number % 2:
            workflow.accept(sent, by=aicha)
    return child


def refer(child, by, kind):
    service = makers.make_service(kind, institution=["HEALTH", "CARITAS", "IOM"][len(kind) % 3])
    return workflow.refer(child, to=service, reason=kind, groups=[], urgency="normal", mode="phone", by=by)


def relies(child, aicha) -> dict[str, bool]:
    """Everything that asks for a consent, with whether it goes on: the name begins with the scope that it relies on."""
    found = {f"{scope}: the question": bool(ledger.allows(child, scope)) for scope in SCOPES}
    for scope in SCOPES:
        found[f"{scope}: the list"] = Child.objects.filter(pk__in=ledger.allowing(scope)).filter(pk=child.pk).exists()
    for referral in child.referrals.select_related("service__institution", "child"):
        scope = packages.scope_for(referral.service.kind)
        found[f"{scope}: the service reads"] = workflow.is_covered(referral)
        found[f"{scope}: the referral goes on"] = referral.status == "accepted" or referral.status == "sent"
    for scope, kind in SERVICES.items():
        found[f"{scope}: a new referral"] = can_refer(child, aicha, kind)
    found["anonymous_statistics: the breakdowns"] = in_breakdowns(child)
    found["data_storage case_management: not restricted"] = not ledger.restricted(Child.objects.get(pk=child.pk))
    return found


def can_refer(child, by, kind) -> bool:
    with transaction.atomic():
        try:
            refer(child, by, kind)
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def in_breakdowns(child) -> bool:
    lines = measuring.drill_down(Indicator.objects.get(code="1.1"), periods.parse(str(dates.today().year)), user=None)
    return child.code in {line.code for line in lines}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_withdrawn_scope_stops_what_relied_on_it_and_nothing_else(trusting, aicha, scope):
    before = relies(trusting, aicha)
    assert all(before.values())
    accepted = {one.pk for one in trusting.referrals.filter(status="accepted")}
    ended = consent.withdraw_scopes(trusting, [scope], by=aicha, reason="No more")
    stopped = {name for name, goes_on in relies(trusting, aicha).items() if not goes_on}
    relied = {name for name in before if scope in name.split(":")[0].split()}
    going_on = {
        f"{packages.scope_for(one.service.kind)}: the referral goes on" for one in trusting.referrals.filter(pk__in=accepted)
    }
    assert stopped == relied - going_on  # what a service has accepted is for the child to end; it can only no longer be read
    assert trusting.consents.get().status == "given"
    waiting = [one for one in trusting.referrals.all() if packages.scope_for(one.service.kind) == scope]
    assert ended.pulled == sum(one.status == "cancelled" for one in waiting)
    assert {task.recipient_id for task in ended.tasks if task.kind == "inform"} == {one.service.institution_id for one in waiting}
    assert bool(ConsentTask.objects.filter(child=trusting, kind="tell")) == bool(waiting)


def test_a_withdrawal_that_fails_half_way_changes_nothing(trusting, aicha, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the line was cut")

    things = [*relying.everything(), relying.Relying(pull=breaks, holders=breaks)]
    monkeypatch.setattr(relying, "everything", lambda: things)
    before = relies(trusting, aicha)
    with pytest.raises(RuntimeError):
        consent.withdraw_scopes(trusting, SCOPES, by=aicha, reason="No more")
    assert relies(trusting, aicha) == before
    assert not ConsentTask.objects.exists()


def test_withdrawing_for_one_institution_leaves_the_others(trusting, aicha):
    health = trusting.referrals.get(service__kind=SERVICES["share_health"]).service.institution
    consent.withdraw_scopes(trusting, ["share_health"], recipient=health, by=aicha, reason="Not them")
    assert not ledger.allows(trusting, "share_health", recipient=health)
    assert ledger.allows(trusting, "share_health")
    [inform, _tell] = ConsentTask.objects.filter(child=trusting).order_by("kind")
    assert inform.recipient == health


def test_what_was_vital_to_send_without_consent_is_not_pulled_back(yonas, aicha):
    sent = workflow.refer(
        yonas, to=makers.make_service("asylum", "ONARS"), reason="Danger", groups=[], urgency="urgent", mode="phone", by=aicha,
        without_consent_because="He is followed",
    )  # fmt: skip
    consent.withdraw_scopes(yonas, yonas.consents.get().scopes, by=aicha, reason="No more")
    sent.refresh_from_db()
    assert (sent.status, workflow.is_covered(sent)) == ("sent", True)


def test_a_child_who_said_no_counts_in_the_total_and_in_no_breakdown(yonas, aicha):
    makers.make_case(aicha, own="Other")
    consent.withdraw_scopes(yonas, ["anonymous_statistics"], by=aicha, reason="No more")
    measure = measuring.measure(Indicator.objects.get(code="1.1"), periods.parse(str(dates.today().year)), user=None)
    assert measure.numerator == 2
    for cells in measure.cells.values():
        assert {cell.group: cell.numerator for cell in cells if cell.numerator}["withheld"] == 1
