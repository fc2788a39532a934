"""Words for the pages of one's own account."""

from django import template
from django.utils.translation import gettext as _

from base import options

register = template.Library()

# The first word found wins: Edge and Opera call themselves Chrome too, Chrome calls itself Safari, Android calls itself Linux.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux"}


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox, Android" for what a browser says of itself; "Unknown device" when it says nothing that is known."""
    known = [next((name for word, name in words.items() if word in user_agent), "") for words in (BROWSERS, SYSTEMS)]
    return options.in_a_row(known) or _("Unknown device")
