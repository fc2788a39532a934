"""Addresses of who the child is and who may know it. Search terms are posted, so that no name stands in an address."""

from django.urls import path

from minors.views import access, children, consent, duplicates, identity, looking, merge, naming

app_name = "minors"
urlpatterns = [
    path("", children.children, name="children"),
    path("search/", children.search_page, name="search"),
    path("who-looked/", looking.access_log, name="access_log"),
    path("duplicates/", duplicates.duplicates_page, name="duplicates"),
    path("duplicates/desk/", duplicates.desk, name="duplicates_desk"),
    path("duplicates/<uuid:pk>/", duplicates.compare, name="duplicate"),
    path("duplicates/<uuid:pk>/identities/", duplicates.duplicate_identities, name="duplicate_identities"),
    path("duplicates/<uuid:pk>/merge/", merge.merge, name="merge"),
    path("joined/<uuid:pk>/separate/", merge.unmerge, name="unmerge"),
    path("<uuid:pk>/identity/", identity.identity, name="identity"),
    path("<uuid:pk>/name/", identity.rename, name="rename"),
    path("<uuid:pk>/names/", naming.names, name="names"),
    path("names/<uuid:pk>/retire/", naming.retire_name, name="retire_name"),
    path("<uuid:pk>/consent/", consent.consent, name="consent"),
    path("<uuid:pk>/withdraw/", consent.withdraw_consent, name="withdraw_consent"),
    path("<uuid:pk>/access/", access.access, name="access"),
    path("<uuid:pk>/access/end/", access.revoke_access, name="revoke_access"),
    path("<uuid:pk>/exclude/", access.exclude, name="exclude"),
]
