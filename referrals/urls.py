from django.urls import path

from referrals import views

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
]
