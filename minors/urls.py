"""Addresses of who the child is and who may know it. Search terms are posted, so that no name stands in an address."""

from django.urls import path

from minors import file_sections  # noqa: F401  they are known once the addresses are
from minors.views import access, children, consent, corrections, exporting, filing, identity, looking

app_name = "minors"
urlpatterns = [
    path("", children.children, name="children"),
    path("search/", children.search_page, name="search"),
    path("who-looked/", looking.access_log, name="access_log"),
    path("duplicates/", children.duplicates_page, name="duplicates"),
    path("incomplete/", filing.incomplete, name="incomplete"),
    path("<uuid:pk>/file/", filing.file, name="file"),
    path("<uuid:pk>/file/<str:form>/finalise/", filing.finalise, name="finalise"),
    path("<uuid:pk>/file/<slug:key>/", filing.section, name="section"),
    path("<uuid:pk>/file/<slug:key>/write/", filing.write_section, name="write_section"),
    path("<uuid:pk>/file/<slug:key>/new/", filing.new_row, name="new_row"),
    path("<uuid:pk>/file/<slug:key>/<uuid:row>/", filing.write_row, name="write_row"),
    path("<uuid:pk>/correct/", corrections.correct, name="correct"),
    path("changes/<uuid:pk>/", corrections.decide_change, name="decide_change"),
    path("changes/<uuid:pk>/settle/", corrections.settle_change, name="settle_change"),
    path("changes/<uuid:pk>/withdraw/", corrections.withdraw_change, name="withdraw_change"),
    path("<uuid:pk>/export/", exporting.export, name="export"),
    path("<uuid:pk>/identity/", identity.identity, name="identity"),
    path("<uuid:pk>/name/", identity.rename, name="rename"),
    path("<uuid:pk>/consent/", consent.consent, name="consent"),
    path("<uuid:pk>/withdraw/", consent.withdraw_consent, name="withdraw_consent"),
    path("<uuid:pk>/access/", access.access, name="access"),
    path("<uuid:pk>/access/end/", access.revoke_access, name="revoke_access"),
    path("<uuid:pk>/exclude/", access.exclude, name="exclude"),
]
