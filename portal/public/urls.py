from django.urls import path

from portal.public import lookups, views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("guide/", views.guide, name="guide"),
    path("guide/days/", views.calculator, name="calculator"),
    path("progress/", lookups.progress, name="progress"),
    path("v/", lookups.verify, name="verify"),
    path("v/<str:code>/", lookups.certificate, name="certificate"),
    path("start/", views.start, name="start"),
    path("text-size/", views.text_size, name="text_size"),
]
