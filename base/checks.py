"""Start-up checks: a route without a rule, or a Record without a way to its child, stops the start (security.md rules 1, 2)."""

from django.apps import apps
from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from base.models import Kept, Record
from base.pages import Rule

# Routes of libraries, by the start of their name, with their rule. Everything else is ours and carries its own.
LIBRARY_ROUTES = {
    "account_login": Rule(("GET", "POST"), public=True),
    "account_signup": Rule(("GET", "POST"), public=True),  # closed by the adapter
    "account_inactive": Rule(("GET",), public=True),
    "mfa_authenticate": Rule(("GET", "POST"), public=True),
    "mfa_login_webauthn": Rule(("GET", "POST"), public=True),
    "mfa_signup_webauthn": Rule(("GET", "POST"), public=True),
    "account_": Rule(("GET", "POST")),
    "mfa_": Rule(("GET", "POST")),
    "usersessions_": Rule(("GET", "POST")),
}


def routes(resolver=None, prefix="/", namespace=""):
    """Every (address, name, parameters, rule or None) of the project, depth first."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, address, inner)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name or ''}"
            yield address, name, sorted(entry.pattern.regex.groupindex), rule_of(entry.callback, name)


def rule_of(view, name: str) -> Rule | None:
    """The rule of a view: its own, or for a library's route the one with the longest matching start of its name."""
    own = getattr(view, "rule", None)
    if own:
        return own
    known = [start for start in LIBRARY_ROUTES if name.startswith(start)]
    return LIBRARY_ROUTES[max(known, key=len)] if known else None


def records() -> list[type[Record]]:
    """All models about a child."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def kept() -> list[type[Kept]]:
    """All models that keep their history: those about a child, and those that a team answers for."""
    return [model for model in apps.get_models() if issubclass(model, Kept)]


@register()
def every_route_has_a_rule(app_configs, **kwargs):
    return [
        Error(f"The route {address} ({name}) names no rule.", hint="Use @page or @record_page.", id="himaya.E001")
        for address, name, _parameters, rule in routes()
        if rule is None
    ]


@register()
def every_record_has_a_door(app_configs, **kwargs):
    found = []
    for model in records():
        if model.minor_path is None:
            found.append(Error(f"{model._meta.label} does not say its way to a child (minor_path).", id="himaya.E002"))
        if getattr(model, "field_of_action", None) is None:
            found.append(Error(f"{model._meta.label} does not say its field of action.", id="himaya.E003"))
    for other in kept():
        handled = getattr(other, "handled_by", "")
        if not issubclass(other, Record) and not (handled or (other.team_path and other.region_path)):
            text = f"{other._meta.label} is about no child and does not say whose it is (team_path, region_path)."
            found.append(Error(text, id="himaya.E004"))
    return found
