from django.urls import path

from portal.public.views import lookups, pages

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("guide/", pages.guide, name="guide"),
    path("guide/days/", pages.calculator, name="calculator"),
    path("progress/", lookups.progress, name="progress"),
    path("v/", lookups.verify, name="verify"),
    path("v/<str:code>/", lookups.certificate, name="certificate"),
    path("start/", pages.start, name="start"),
    path("text-size/", pages.text_size, name="text_size"),
]
