"""What everybody who opens a case must see first: the child is missing, the case stands still, the age is doubted, the child becomes an adult."""

from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base.roles import Verb
from casework import majority
from casework.models import AgeAssessment


def banners(child, rights) -> list[dict]:
    """[{tone, text, url, label}], from what was read along with the running episode (casework/reading.py)."""
    running = next((one for one in child.case.episodes.all() if one.closed_at is None), None)
    if running is None:
        return []
    return [*_missing(running), *_hold(running, rights), *_age(running), *_majority(child)]


def _missing(running):
    if running.missing:
        words = _("Missing since %(since)s. The other time limits stand still; the search goes on.")
        url = reverse("casework:missing", args=[running.missing])
        yield _banner("bad", words % {"since": dates.moment_in_words(running.missing_since)}, url, _("Open the report"))


def _hold(running, rights):
    if running.hold and running.hold_status == "asked" and Verb.APPROVE in rights.verbs:
        url = reverse("casework:hold", args=[running.hold])
        yield _banner("info", _("It was asked to put this case on hold."), url, _("Read and decide"))
    elif running.hold:
        asked = running.hold_status == "asked"
        words = (
            _("It was asked to put this case on hold.") if asked else _("On hold until %(until)s: the time limits stand still.")
        )
        url = reverse("casework:hold", args=[running.hold])
        yield _banner("warn", words % {"until": dates.moment_in_words(running.hold_until)}, url, _("Why"))


def _age(running):
    for said in running.ages:
        one = AgeAssessment(**said)
        if one.is_unsettled:
            text = _("The age is doubted. The child is treated as a child until everything is settled.")
            yield _banner("info", text, one.get_absolute_url(), _("Assessment of the age"))


def _majority(child):
    words = {
        "soon": ("info", _("The child may be 18 within twelve months: prepare the transition with the child.")),
        "maybe": ("warn", _("The young person may be 18 already. The rules for children still hold.")),
        "grown": ("warn", _("The young person is 18: what others had allowed has lapsed, and the case has to be handed over.")),
    }.get(majority.birthday(child).stage)
    if words:
        yield _banner(*words, reverse("casework:transition", args=[child.pk]), _("Turning 18"))


def _banner(tone: str, text: str, url: str, label: str) -> dict:
    return {"tone": tone, "text": text, "url": url, "label": label}
