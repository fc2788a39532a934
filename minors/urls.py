"""Addresses of who the child is and who may know it. Search terms are posted, so that no name stands in an address."""

from django.urls import path

from minors import file_sections  # noqa: F401  they are known once the addresses are
from minors.views import access, children, consent, corrections, duplicates, exporting, family, filing, identity, looking, naming

app_name = "minors"
urlpatterns = [
    path("", children.children, name="children"),
    path("search/", children.search_page, name="search"),
    path("who-looked/", looking.access_log, name="access_log"),
    path("duplicates/", duplicates.duplicates_page, name="duplicates"),
    path("duplicates/desk/", duplicates.desk, name="duplicates_desk"),
    path("duplicates/<uuid:pk>/", duplicates.compare, name="duplicate"),
    path("duplicates/<uuid:pk>/identities/", duplicates.duplicate_identities, name="duplicate_identities"),
    path("incomplete/", filing.incomplete, name="incomplete"),
    path("<uuid:pk>/file/", filing.file, name="file"),
    path("<uuid:pk>/file/<str:form>/finalise/", filing.finalise, name="finalise"),
    path("<uuid:pk>/file/<slug:key>/", filing.section, name="section"),
    path("<uuid:pk>/file/<slug:key>/write/", filing.write_section, name="write_section"),
    path("<uuid:pk>/file/<slug:key>/new/", filing.new_row, name="new_row"),
    path("<uuid:pk>/file/<slug:key>/<uuid:row>/", filing.write_row, name="write_row"),
    path("<uuid:pk>/family/", family.family_page, name="family"),
    path("<uuid:pk>/family/new/", family.new_relative, name="new_relative"),
    path("<uuid:pk>/family/sibling/", family.link_sibling, name="link_sibling"),
    path("<uuid:pk>/relative/", family.change_relative, name="change_relative"),
    path("<uuid:pk>/tie/", family.decide_tie, name="decide_tie"),
    path("<uuid:pk>/siblings/", family.decide_siblings, name="decide_siblings"),
    path("<uuid:pk>/correct/", corrections.correct, name="correct"),
    path("changes/<uuid:pk>/", corrections.decide_change, name="decide_change"),
    path("changes/<uuid:pk>/withdraw/", corrections.withdraw_change, name="withdraw_change"),
    path("<uuid:pk>/export/", exporting.export, name="export"),
    path("<uuid:pk>/identity/", identity.identity, name="identity"),
    path("<uuid:pk>/name/", identity.rename, name="rename"),
    path("<uuid:pk>/names/", naming.names, name="names"),
    path("names/<uuid:pk>/retire/", naming.retire_name, name="retire_name"),
    path("<uuid:pk>/consent/", consent.consent, name="consent"),
    path("<uuid:pk>/withdraw/", consent.withdraw_consent, name="withdraw_consent"),
    path("<uuid:pk>/consent/task/", consent.consent_task, name="consent_task"),
    path("<uuid:pk>/consent/card/", consent.consent_card, name="consent_card"),
    path("<uuid:pk>/withheld/", consent.withheld, name="withheld"),
    path("<uuid:pk>/access/", access.access, name="access"),
    path("<uuid:pk>/access/end/", access.revoke_access, name="revoke_access"),
    path("<uuid:pk>/exclude/", access.exclude, name="exclude"),
]
