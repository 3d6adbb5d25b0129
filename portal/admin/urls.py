from django.urls import path

from portal.admin import views

app_name = "admin"

urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("<int:pk>/", views.account, name="account"),
]
