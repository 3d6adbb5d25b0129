from django.urls import path

from portal.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.personas, name="personas"),
    path("become/", views.become, name="become"),
    path("units/", views.let_units_answer, name="units"),
]
