"""What the worker did at night, for those who keep the system going. Children by code, and only for who may open their files."""

from django.urls import reverse

from base.models import Night
from base.pages import page, show
from base.roles import Verb
from casework import nightly
from minors.access import visible_to
from minors.models import Child

SHOWN = 14


@page(verb=Verb.SEE_OPERATION)
def nights(request):
    """The last two weeks, each night with its pieces."""
    rows = list(Night.objects.all()[:SHOWN])
    ids = {child for night in rows for one in night.outcome for child in one["children"]}
    codes = dict(visible_to(request.user, Child).filter(pk__in=ids).order_by("code").values_list("pk", "code"))
    found = [
        {"began_at": night.began_at, "well": night.well, "pieces": [_piece(one, codes) for one in night.outcome]}
        for night in rows
    ]
    return show(request, "casework/nights.html", {"nights": found})


def _piece(one: dict, codes: dict) -> dict:
    known = nightly.BY_KEY.get(one["piece"])
    mine = [(str(pk), code) for pk, code in codes.items() if str(pk) in set(one["children"])]
    return {
        "title": known.title if known else one["piece"],
        "well": one["well"],
        "counted": one["counted"],
        "found": len(one["children"]),
        "wrong": one["wrong"],
        "children": [{"code": code, "url": reverse("casework:case", args=[pk])} for pk, code in mine],
    }
