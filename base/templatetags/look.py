"""Small pieces of a page that are too frequent for an include: icons, risk, status, codes, dates, bars.

Every tag returns safe markup, asks the database nothing and escapes what it is given.
Shape and word carry the meaning; colour only repeats it.
"""

import datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates, options

register = template.Library()

DIRECTIONAL = {"arrow-return-left", "send", "box-arrow-right", "chevron-right", "chevron-left"}

RISKS = {  # domain.md 4.1: code -> (word, tone)
    "emergency": (gettext_lazy("Vital emergency"), "loud"),
    "high": (gettext_lazy("High risk"), "bad"),
    "medium": (gettext_lazy("Medium risk"), "warn"),
    "low": (gettext_lazy("Low risk"), "good"),
    "none": (gettext_lazy("No risk"), "calm"),
    "unknown": (gettext_lazy("Risk not assessed"), "calm"),
}
TONES = {
    "good": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "exclamation-octagon",
    "info": "info-circle",
    "calm": "clock",
}
DUE = {
    "overdue": (gettext_lazy("Overdue"), "bad", "exclamation-octagon"),
    "today": (gettext_lazy("Today"), "warn", "bell"),
    "soon": (gettext_lazy("Soon"), "info", "clock"),
    "later": (gettext_lazy("Later"), "calm", "calendar3"),
    "still": (gettext_lazy("Stands still"), "calm", "hourglass-split"),
    "done": (gettext_lazy("Done"), "good", "check-circle"),
}


@register.simple_tag
def icon(name, label="", size="") -> SafeString:
    """An icon of the sprite. With a label it is read aloud, without one it is decoration. size: "" or "large"."""
    return _symbol("vendor/icons.svg", name, label, f"h-icon-{size}" if size else "", name in DIRECTIONAL)


@register.simple_tag
def risk(level) -> SafeString:
    """The badge of a risk level: one of RISKS; nothing at all means not assessed; an unknown code is an error."""
    code = str(level or "unknown")
    word, tone = RISKS[code]
    return format_html('<span class="h-badge h-tone-{}">{}{}</span>', tone, _symbol("base/marks.svg", f"risk-{code}"), word)


@register.simple_tag
def pill(word, tone="calm", sign="") -> SafeString:
    """A status as a pill. tone: good, warn, bad, info, calm; sign: another icon than the tone's own."""
    return format_html('<span class="h-pill h-tone-{}">{}{}</span>', tone, icon(sign or TONES[tone]), word)


@register.simple_tag
def due(state, text="") -> SafeString:
    """How urgent a task is. state: one of DUE; text says it more exactly ("2 days late")."""
    word, tone, sign = DUE[str(state)]
    return pill(text or word, tone, sign)


@register.simple_tag
def bidi(code) -> SafeString:
    """A code, number or address that keeps its own order inside an Arabic sentence."""
    return format_html('<bdi dir="ltr" class="h-code">{}</bdi>', code)


@register.simple_tag
def listed(*words) -> SafeString:
    """Words one after the other, with the comma of the reader's language; empty ones are left out."""
    shown = [word for word in words if word]
    return format_html(options.in_a_row(["{}"] * len(shown)), *shown) if shown else mark_safe("")


@register.filter
def isolate(text) -> SafeString:
    """A name or other foreign words, shown in their own direction without disturbing the sentence around them."""
    return format_html('<bdi dir="auto">{}</bdi>', text)


@register.simple_tag
def when(moment, ethiopic=False, short=False) -> SafeString:
    """A date, or an aware moment in local time, in the person's language; nothing for None.

    ethiopic=True lets the browser add the same day of the Ethiopian calendar beside it.
    """
    if not moment:
        return mark_safe("")
    is_moment = isinstance(moment, datetime.datetime)
    if is_moment and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    text = dates.day_in_words(moment) if short else date_format(moment, "DATE_FORMAT", use_l10n=True)
    if is_moment:
        text = _("%(day)s, %(time)s") % {"day": text, "time": moment.strftime("%H:%M")}
    hint = mark_safe(" data-ethiopic") if ethiopic else ""
    return format_html(
        '<time datetime="{}"{}>{}</time>', moment.isoformat(timespec="minutes") if is_moment else moment.isoformat(), hint, text
    )


@register.simple_tag
def deadline(moment) -> SafeString:
    """The end of a time. One that ends with a day is told as "before" the next: who reads "at 00:00" does not know which night."""
    if (
        isinstance(moment, datetime.datetime)
        and timezone.is_aware(moment)
        and timezone.localtime(moment).time() == datetime.time()
    ):
        day = when(timezone.localtime(moment).date())
        return format_html("<span>{}</span>", format_html(_("before %(day)s") % {"day": "{}"}, day))
    return when(moment)


@register.simple_tag
def bar(value, target=None, top=100, met=None, label="") -> SafeString:
    """A value as a bar with a mark at its target, drawn in SVG. value and target in the unit of top; met: True, False or None."""
    shown = _("Not available") if value is None else number_format(value)
    if target is None:
        words = _("%(label)s: %(value)s") % {"label": label, "value": shown}
    else:
        words = _("%(label)s: %(value)s, target %(target)s") % {"label": label, "value": shown, "target": number_format(target)}
    state = {True: " h-bar-met", False: " h-bar-missed"}.get(met, "")
    mark = (
        ""
        if target is None
        else format_html('<line class="h-bar-target" x1="{0}" x2="{0}" y1="0" y2="16"/>', _share(target, top))
    )
    return format_html(
        '<svg class="h-bar{}" viewBox="0 0 100 16" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="h-bar-track" y="4" width="100" height="8" rx="1"/><rect class="h-bar-fill" y="4" width="{}" height="8" rx="1"/>{}</svg>',
        state, words.strip(": "), _share(value or 0, top), mark,
    )  # fmt: skip


@register.simple_tag
def indicator_bar(indicator) -> SafeString:
    """The bar of components/indicator.html: a mapping with value and title, and perhaps target, top, met."""
    return bar(indicator["value"], indicator.get("target"), indicator.get("top", 100), indicator.get("met"), indicator["title"])


@register.simple_tag
def mark() -> SafeString:
    """The product's sign, an arch over a child. The name stands beside it, so the picture says nothing."""
    return format_html('<img src="{}" alt="" width="32" height="32">', static("base/mark.svg"))


@register.filter
def chart_rows(chart):
    """The rows of the table beside a chart: (label, [value of each series])."""
    return [(label, [series["values"][at] for series in chart["series"]]) for at, label in enumerate(chart["labels"])]


@register.filter
def beside(cells, columns):
    """Cells paired with their columns; a row of another length is an error, not a short row."""
    return list(zip(cells, columns, strict=True))


@register.filter
def wrong_fields(form):
    """The fields of a form that were refused, for the list at its top."""
    return [field for field in form if field.errors and not field.is_hidden]


@register.filter
def hidden_errors(form):
    """What was refused in fields that nobody sees: said at the top, or it would be said nowhere."""
    return [error for field in form.hidden_fields() for error in field.errors]


@register.filter
def field_kind(field) -> str:
    """How the widget is laid out: "tick" (one box), "choices" (a group), "parts" (several small inputs) or "line"."""
    kind = field.widget_type
    if kind == "checkbox":
        return "tick"
    if kind in ("radioselect", "checkboxselectmultiple"):
        return "choices"
    return "parts" if field.use_fieldset else "line"


@register.simple_tag
def chips(objectives) -> SafeString:
    """The objectives of the plan that something serves. Each has code and title, and may have url."""
    return format_html_join(" ", "{}", ((_chip(objective),) for objective in objectives or ()))


def _chip(objective) -> SafeString:
    text = format_html("{}<bdi>{} {}</bdi>", icon("bullseye"), objective["code"], objective["title"])
    if objective.get("url"):
        return format_html('<a class="h-chip" href="{}">{}</a>', objective["url"], text)
    return format_html('<span class="h-chip">{}</span>', text)


def _symbol(sprite, name, label="", extra="", flips=False) -> SafeString:
    classes = " ".join(filter(None, ["h-icon", extra, "h-flip" if flips else ""]))
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>', classes, spoken, static(sprite), name
    )


def _share(value, top) -> str:
    """Per cent of the width, with a point whatever the language."""
    return f"{max(0.0, min(100.0, 100 * float(value) / float(top or 1))):.2f}"
