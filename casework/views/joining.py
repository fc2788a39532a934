"""What the page of a case says about files that were joined: which, since when, and what each reader may do about it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.roles import Verb


def notices(together, rights_on) -> list[dict]:
    """Lines for the head of a case page: one for each file that is read along, one for those that are not.

    A file that was joined with one that this reader may not open says so, and where to ask.
    """
    if together.into:
        told = _(
            "This file was joined with another file of the same child on %(day)s. The case continues there, under another code."
        )
        return [{"text": told % {"day": dates.day_in_words(together.into.merged_at)}, "links": []}]
    found = [_of(merge, rights_on[merge.other]) for merge in together.seen]
    if together.hidden:
        told = ngettext(
            "One more file of this child was joined with this one; you may not open it.",
            "%(count)s more files of this child were joined with this one; you may not open them.",
            together.hidden,
        )
        found.append({"text": told % {"count": together.hidden}, "links": []})
    return found


def _of(merge, rights) -> dict:
    told = _("This file was joined with %(code)s on %(day)s. Both are read together here; each line says its own code.")
    links = []
    if Verb.PRINT_CASE in rights.verbs:
        words = _("Print %(code)s as it stood before") % {"code": merge.other.code}
        links.append({"url": reverse("casework:print", args=[merge.other_id]), "label": words})
    if Verb.RESOLVE_DUPLICATES in rights.verbs:
        links.append({"url": reverse("minors:unmerge", args=[merge.pk]), "label": _("Separate the files again")})
    return {
        "text": told % {"code": merge.other.code, "day": dates.day_in_words(merge.merged_at)},
        "links": links,
        "risk": merge.other.case.risk,
    }
