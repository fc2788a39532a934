from django.urls import path

from base.views import people

app_name = "people"
urlpatterns = [
    path("", people.accounts, name="accounts"),
    path("new/", people.new_account, name="new_account"),
    path("me/", people.account, name="account"),
    path("me/reminders/", people.reminders, name="reminders"),
    path("<int:pk>/", people.account_of, name="account_of"),
    path("<int:pk>/suspend/", people.suspend, name="suspend"),
    path("<int:pk>/restore/", people.restore, name="restore"),
    path("<int:pk>/password/", people.new_password, name="new_password"),
]
