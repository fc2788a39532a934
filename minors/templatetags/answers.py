"""A question and the reason why it has no answer, side by side in a form."""

from django import template

from minors.answer_forms import SILENCE

register = template.Library()


@register.filter
def silence(field):
    """The field that says why this one has no answer, or nothing when it cannot be silent."""
    name = field.name + SILENCE
    return field.form[name] if name in field.form.fields else ""
