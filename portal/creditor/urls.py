from django.urls import path

from portal.creditor import views

app_name = "creditor"

urlpatterns = [
    path("c/<str:token>/", views.answer, name="answer"),
    path("c/<str:token>/instalments/", views.instalments, name="instalments"),
]
