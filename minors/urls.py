"""Addresses of who the child is and who may know it. Search terms are posted, so that no name stands in an address."""

from django.urls import path

from minors.views import access, children, consent, identity, looking

app_name = "minors"
urlpatterns = [
    path("", children.children, name="children"),
    path("search/", children.search_page, name="search"),
    path("who-looked/", looking.access_log, name="access_log"),
    path("duplicates/", children.duplicates_page, name="duplicates"),
    path("<uuid:pk>/identity/", identity.identity, name="identity"),
    path("<uuid:pk>/name/", identity.rename, name="rename"),
    path("<uuid:pk>/consent/", consent.consent, name="consent"),
    path("<uuid:pk>/withdraw/", consent.withdraw_consent, name="withdraw_consent"),
    path("<uuid:pk>/consent/task/", consent.consent_task, name="consent_task"),
    path("<uuid:pk>/consent/card/", consent.consent_card, name="consent_card"),
    path("<uuid:pk>/withheld/", consent.withheld, name="withheld"),
    path("<uuid:pk>/withhold/", consent.withhold, name="withhold"),
    path("<uuid:pk>/access/", access.access, name="access"),
    path("<uuid:pk>/access/end/", access.revoke_access, name="revoke_access"),
    path("<uuid:pk>/exclude/", access.exclude, name="exclude"),
]
