"""How the buttons of a case stand on its page: what is needed any day in the open, the rest under headings."""

from django.urls import resolve
from django.utils.translation import gettext as _

from casework.approvals import APPROVABLE

FEW = 4  # so many stand in the open together: folding them would hide more than it orders
IN_THE_OPEN = {"casework:visit", "casework:report_missing", "casework:reopen"}  # and every decision that waits
ASSESS = {
    "casework:assess_rapidly",
    "casework:begin_bia",
    "casework:write_bia",
    "casework:set_risk",
    "casework:decide_risk",
    "casework:new_concern",
    "casework:care_plan",
    "casework:review_case",
}
PROVIDE = {"casework:place", "referrals:refer"}
CASE = {"casework:hand_over", "casework:ask_hold", "casework:request_closure", "casework:print"}


def grouped(deeds: list[dict]) -> tuple[list[dict], list[dict]]:
    """(the deeds in the open, [{title, deeds}] of the others). Every deed stands in one of them; an unknown one in the last."""
    if len(deeds) <= FEW:
        return deeds, []
    names = {deed["url"]: resolve(deed["url"]).view_name for deed in deeds}
    open_pages = IN_THE_OPEN | {kind.page for kind in APPROVABLE.values()}
    parts = [(_("Assess and plan"), ASSESS), (_("A place and services"), PROVIDE), (_("The case itself"), CASE)]
    known = open_pages.union(*(pages for _title, pages in parts))
    parts.append((_("More"), set(names.values()) - known))
    groups = [{"title": title, "deeds": [deed for deed in deeds if names[deed["url"]] in pages]} for title, pages in parts]
    return [deed for deed in deeds if names[deed["url"]] in open_pages], [group for group in groups if group["deeds"]]
