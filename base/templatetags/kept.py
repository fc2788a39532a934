"""What was typed and not sent comes back into every form, also where several forms stand on one page."""

from django import template

from base import drafts

register = template.Library()


@register.simple_tag(takes_context=True)
def put_back(context) -> str:
    """Fill the `form` that was not sent with this person's draft, if there is one.

    `action` and `other_action` are where it can be sent: this page when neither is said.

    One query for all forms of a page. The view may have done it before (base.forms.kept).
    """
    request, form = context.get("request"), context.get("form")
    if request is None or getattr(form, "is_bound", True) or hasattr(form, "restored_at"):
        return ""
    addresses = [one for one in (context.get("action"), context.get("other_action")) if one]
    draft = drafts.newest(request, addresses or [request.path])
    if draft:
        drafts.put_back(form, draft)
    return ""
