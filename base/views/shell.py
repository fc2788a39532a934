"""Pages that belong to nobody's work: home, language, quick hide, health, the component page."""

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme

from base.date_field import PartialDateField
from base.pages import home_of, page, show


@page()
def home(request):
    """To the first page of the person's own work."""
    return HttpResponseRedirect(home_of(request.user))


@page(methods=("POST",), public=True)
def set_language(request):
    """Change the language of the pages, for good when the person has signed in."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
        translation.activate(language)
    return response


@page(public=True)
def hide(request):
    """An empty, harmless page to fall back on when somebody looks over the shoulder (security.md T14)."""
    return render(request, "base/hide.html")


@page(methods=("POST",), asks=True)
def told_date(request):
    """What a date means that is being typed: beside its field, or on a page of its own without scripts. Nothing is kept.

    `field` is the name of the field, `field_id` its id in the page, `born` stands there for a birth; nationality and language are
    those of the same form.
    """
    name, born = request.POST.get("field", ""), "born" in request.POST
    widget = PartialDateField(born=born).widget
    widget.on = parse_date(request.POST.get("told_on_0", ""))
    parts = widget.value_from_datadict(request.POST, request.FILES, name)
    heard = {about: request.POST.get(about, "") for about in ("nationality", "language")}
    asks = widget.question([*parts[:-1], False], **heard)
    context = {"means": widget.means(parts), "asks": asks, "question": "" if parts[-1] else asks, "ticked": parts[-1]}
    context |= {"name": name if request.htmx else "", "id": request.POST.get("field_id", "")}
    return show(request, "base/told_date.html", context)


@page(public=True)
def health(request):
    """For the demo and for monitoring: the server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


@page()
def components(request):
    """Every shared piece of the pages, shown once."""
    return render(request, "base/components.html")
