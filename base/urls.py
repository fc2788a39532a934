"""The root of all addresses. Apps are named by string: this composition root stands on the lowest floor."""

from django.urls import include, path

from base.views import drafts, shell

urlpatterns = [
    path("", shell.home, name="home"),
    path("language/", shell.set_language, name="set_language"),
    path("hide/", shell.hide, name="hide"),
    path("draft/", drafts.draft, name="draft"),
    path("drafts/", drafts.unfinished, name="unfinished"),
    path("drafts/start-afresh/", drafts.start_afresh, name="start_afresh"),
    path("told-date/", shell.told_date, name="told_date"),
    path("health/", shell.health, name="health"),
    path("components/", shell.components, name="components"),
    path("accounts/", include("base.account_urls")),
    path("people/", include("base.people_urls")),
    path("children/", include("minors.urls")),
    path("referrals/", include("referrals.urls")),
    path("cases/", include("casework.urls")),
    path("plan/", include("plan.urls")),
]
