from django.urls import path

from referrals import directory_views, views

app_name = "referrals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("children/<uuid:pk>/refer/", views.refer, name="refer"),
    path("<uuid:pk>/", views.referral, name="referral"),
    path("<uuid:pk>/accept/", views.accept, name="accept"),
    path("<uuid:pk>/decline/", views.decline, name="decline"),
    path("<uuid:pk>/complete/", views.complete, name="complete"),
    path("<uuid:pk>/fail/", views.fail, name="fail"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<uuid:pk>/start/", views.start, name="start"),
    path("<uuid:pk>/appointment/", views.appoint, name="appoint"),
    path("<uuid:pk>/decide/", views.decide, name="decide"),
    path("<uuid:pk>/write-down/", views.write_down, name="write_down"),
    path("<uuid:pk>/opinion/", views.opinion, name="opinion"),
    path("<uuid:pk>/slip/", views.slip, name="slip"),
    path("sent/", views.sent, name="sent"),
    path("services/", directory_views.services, name="services"),
    path("services/new/", directory_views.new_service, name="new_service"),
    path("services/<int:pk>/", directory_views.service, name="service"),
    path("services/<int:pk>/history/", directory_views.service_history, name="service_history"),
    path("protocols/", directory_views.sharing, name="sharing"),
    path("protocols/new/", directory_views.new_protocol, name="new_protocol"),
    path("protocols/<uuid:pk>/", directory_views.protocol, name="protocol"),
    path("protocols/<uuid:pk>/end/", directory_views.end_protocol, name="end_protocol"),
]
