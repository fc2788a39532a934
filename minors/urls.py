"""Addresses of who the child is and who may know it. Search terms are posted, so that no name stands in an address."""

from django.urls import path

from minors.views import access, children, consent, documents, identity, looking, uploads

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
    path("<uuid:pk>/documents/", documents.documents_page, name="documents"),
    path("<uuid:pk>/documents/add/", documents.add_document, name="add_document"),
    path("<uuid:pk>/documents/upload/", uploads.begin_upload, name="begin_upload"),
    path("uploads/<uuid:pk>/", uploads.send_part, name="send_part"),
    path("documents/<uuid:pk>/", documents.document_page, name="document"),
    path("documents/<uuid:pk>/describe/", documents.describe_document, name="describe_document"),
    path("documents/<uuid:pk>/withdraw/", documents.withdraw_document, name="withdraw_document"),
    path("documents/<uuid:pk>/file/", documents.download_document, name="download_document"),
    path("documents/<uuid:pk>/preview/", documents.preview_document, name="preview_document"),
    path("<uuid:pk>/access/", access.access, name="access"),
    path("<uuid:pk>/access/end/", access.revoke_access, name="revoke_access"),
    path("<uuid:pk>/exclude/", access.exclude, name="exclude"),
]
