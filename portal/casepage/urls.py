from django.urls import path

from portal.casepage import mending

app_name = "papers"

urlpatterns = [
    path("", mending.listed, name="list"),
    path("<int:pk>/retry/", mending.retry, name="retry"),
]
