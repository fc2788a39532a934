"""Addresses of the national plan, under /plan/."""

from django.urls import path

from plan import views

app_name = "plan"
urlpatterns = [
    path("", views.objectives, name="objectives"),
    path("<str:code>/", views.indicator, name="indicator"),
    path("<str:code>/cases/", views.cases, name="cases"),
    path("<str:code>/export/", views.export, name="export"),
]
