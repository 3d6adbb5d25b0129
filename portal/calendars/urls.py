from django.urls import path

from portal.calendars import views

app_name = "calendars"

urlpatterns = [
    path("", views.index, name="index"),
    path("health/", views.health, name="health"),
    path("new/", views.arrangement, name="arrangement"),
    path("template/", views.template, name="template"),
    path("outage/", views.outage, name="outage"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
    path("<int:pk>/do/<slug:action>/", views.act, name="act"),
]
