"""The look: the shared pieces, what they promise to eyes, screen readers and phones, and what they must never contain."""

import datetime
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OUR_STATIC = sorted((ROOT / "base/static/base").iterdir())


def draw(source, **context):
    return Template("{% load look %}" + source).render(Context(context))


def page(template, language="fr", **context):
    request = RequestFactory().get("/components/")
    request.user = AnonymousUser()
    request._messages = ()
    with translation.override(language):
        return render_to_string(template, context, request=request)


def test_words_in_a_row_have_the_comma_of_the_language_and_leave_out_what_is_empty():
    source = "{% listed who '' what %}"
    assert draw(source, who="Aicha", what="<nurse>") == "Aicha, &lt;nurse&gt;"
    with translation.override("ar"):
        assert "," not in draw(source, who="Aicha", what="nurse")
    assert draw("{% listed '' %}") == ""


# What must never be in a page


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_no_inline_script_or_style(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"))
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("path", [path for path in OUR_STATIC if path.suffix == ".css"], ids=lambda path: path.name)
def test_a_style_sheet_knows_start_and_end_only(path):
    rules = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\b(left|right)\b", rules)


def test_a_style_sheet_and_a_script_load_nothing_from_elsewhere():
    for path in OUR_STATIC:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"(?m)(^|\s)//.*$", "", text), path.name


def test_every_icon_in_the_templates_is_in_the_sprite():
    known = set(re.findall(r'"([a-z0-9-]+)"', (ROOT / "scripts/vendor.json").read_text("utf-8")))
    used = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text("utf-8"))}
    assert used <= known


def test_every_shared_piece_is_on_the_component_page():
    seen = {"base/components.html"}
    waiting = ["base/components.html"]
    while waiting:
        text = (ROOT / "templates" / waiting.pop()).read_text("utf-8")
        found = set(re.findall(r'"((?:components|base)/[a-z_]+\.html)"', text)) - seen
        seen |= found
        waiting += found
    pieces = {f"components/{path.name}" for path in (ROOT / "templates/components").iterdir()}
    by_the_form_renderer = {"components/field.html", "components/_hint.html", "components/_optional.html"}
    by_the_form_renderer |= {f"components/{name}.html" for name in ("partial_date", "_told_date", "_told_part")}
    assert pieces - seen == by_the_form_renderer


# Colours


def _tokens():
    text = (ROOT / "base/static/base/tokens.css").read_text("utf-8")
    return {"white": "#ffffff", **dict(re.findall(r"--h-([a-z0-9-]+): (#[0-9a-f]{6})", text))}


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("text", "sand-100", 7),
        ("muted", "sand-100", 4.5),
        ("muted", "ink-50", 4.5),
        ("ink-700", "sand-50", 4.5),
        ("ink-800", "ink-50", 4.5),
        ("white", "ink-800", 7),
        ("ink-100", "ink-900", 7),
        ("saffron", "ink-900", 4.5),
        ("high", "high-bg", 4.5),
        ("medium", "medium-bg", 4.5),
        ("low", "low-bg", 4.5),
        ("calm", "calm-bg", 4.5),
        ("info", "info-bg", 4.5),
        ("edge", "white", 3),
        ("edge", "sand-50", 3),
        ("focus", "sand-50", 3),
    ],
)
def test_ink_stands_out_from_paper(ink, paper, least):
    tokens = _tokens()
    light, dark = sorted((_luminance(tokens[ink]), _luminance(tokens[paper])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


# The tags


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in draw('{% icon "printer" %}')
    assert 'role="img" aria-label="Imprimer"' in draw('{% icon "printer" "Imprimer" %}')


def test_an_icon_that_points_somewhere_turns_round_in_arabic():
    assert "h-flip" in draw('{% icon "chevron-right" %}')
    assert "h-flip" not in draw('{% icon "printer" %}')


@pytest.mark.parametrize("level", ["emergency", "high", "medium", "low", "none"])
def test_risk_is_a_shape_and_a_word_not_only_a_colour(level):
    badge = draw("{% risk level %}", level=level)
    assert f"#risk-{level}" in badge
    assert re.search(r"</svg>\w", badge)


def test_a_child_without_assessment_is_shown_as_not_assessed():
    assert "#risk-unknown" in draw("{% risk level %}", level=None)


def test_an_unknown_risk_is_an_error_and_not_an_empty_badge():
    with pytest.raises(KeyError):
        draw("{% risk level %}", level="severe")


def test_a_code_keeps_its_order_in_arabic_and_cannot_carry_markup():
    assert draw("{% bidi code %}", code="DJ-K7M4") == '<bdi dir="ltr" class="h-code">DJ-K7M4</bdi>'
    assert "<b>" not in draw("{% bidi code %}{{ code|isolate }}{% pill code %}{% due 'soon' code %}", code="<b>x</b>")


def test_a_moment_is_shown_in_local_time():
    moment = datetime.datetime(2026, 3, 13, 23, 10, tzinfo=datetime.UTC)
    with translation.override("fr"):
        shown = draw("{% when moment %}", moment=moment)
    assert "14 mars 2026" in shown
    assert "02:10" in shown
    assert draw("{% when moment %}", moment=None) == ""


@pytest.mark.parametrize(("time", "shown"), [((21, 0), "avant le "), ((20, 59), "13 mars 2026 à 23:59")])
def test_a_time_that_ends_with_a_day_does_not_leave_open_which_night(time, shown):
    moment = datetime.datetime(2026, 3, 13, *time, tzinfo=datetime.UTC)
    with translation.override("fr"):
        text = re.sub("<[^>]*>", "", draw("{% deadline moment %}", moment=moment))
    assert text.startswith(shown)
    assert ("14 mars 2026" in text) == (time == (21, 0))
    assert draw("{% deadline moment %}", moment=None) == ""


def test_a_bar_is_drawn_with_points_whatever_the_language():
    with translation.override("fr"):
        drawn = draw("{% bar 47.5 90 %}")
    assert 'width="47.50"' in drawn
    assert 'x1="90.00"' in drawn
    assert "47,5" in drawn


def test_a_bar_never_leaves_its_frame():
    assert 'width="100.00"' in draw("{% bar 250 %}")
    assert 'width="0.00"' in draw("{% bar value %}", value=None)


# Forms


class Visit(forms.Form):
    place = forms.CharField(help_text="Where the child was seen")
    seen = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(choices=[("food", "Food")], widget=forms.CheckboxSelectMultiple, required=False)
    alone = forms.BooleanField(required=False)
    secret = forms.IntegerField(widget=forms.HiddenInput)


def _form(form, **context):
    return page("components/form.html", form=form, submit="Save", **context)


def test_a_field_ties_its_hint_and_its_error_to_the_control():
    drawn = _form(Visit({}))
    control = re.search(r'<input type="text"[^>]*>', drawn)[0]
    for place in re.search(r'aria-describedby="([^"]+)"', control)[1].split():
        assert f'id="{place}"' in drawn
    assert drawn.index("id_place_helptext") < drawn.index('name="place"')


def test_a_group_of_answers_is_a_fieldset_with_its_question():
    drawn = _form(Visit())
    assert len(re.findall(r"<fieldset", drawn)) == 2
    assert re.search(r"<legend>Seen", drawn)


def test_an_answer_in_two_parts_can_be_reached_from_the_list_of_errors():
    class Meeting(forms.Form):
        at = forms.SplitDateTimeField()

    drawn = _form(Meeting({}))
    assert 'href="#id_at"' in drawn
    assert drawn.count('id="id_at"') == 1


def test_what_is_not_required_says_so_in_words():
    drawn = _form(Visit())
    assert drawn.count("h-optional") == 1  # the needs; one box to tick needs no word
    search = Visit()
    search.hide_optional = True
    assert "h-optional" not in _form(search)


def test_a_refused_form_links_to_each_wrong_field_and_names_what_nobody_sees():
    drawn = _form(Visit({"alone": "on", "secret": "x"}))
    summary = re.search(r'<div class="h-errors".*?</ul>', drawn, re.DOTALL)[0]
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == ["id_place", "id_seen"]
    assert all(f'id="{link}"' in drawn for link in links)
    assert summary.count("<li>") == 3


def test_a_stale_save_shows_both_texts():
    conflict = {
        "by": "Bilan",
        "at": datetime.datetime(2026, 3, 14, tzinfo=datetime.UTC),
        "rows": [{"label": "Place", "stored": "Obock", "typed": "Tadjourah"}],
    }
    drawn = _form(Visit({"place": "Tadjourah"}), conflict=conflict)
    assert "Obock" in drawn
    assert drawn.count("Tadjourah") == 2  # beside the stored text, and still in the form
    assert drawn.count("autofocus") == 1


# Pages


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_component_page_reads_in_the_direction_of_its_language(language, direction):
    drawn = page("base/components.html", language)
    assert f'lang="{language}" dir="{direction}"' in drawn
    assert ("bootstrap.rtl" in drawn) == (direction == "rtl")


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_an_error_page_needs_neither_a_request_nor_a_person(name):
    assert render_to_string(name) == render_to_string(name)
    assert "7F3K" in render_to_string(name, {"incident": "7F3K"})


def test_the_neutral_page_shows_neither_the_product_nor_a_child():
    drawn = render_to_string("base/hide.html").lower()
    assert "himaya" not in drawn
    assert "mark.svg" not in drawn
