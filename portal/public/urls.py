from django.urls import path

from portal.public import views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("guide/", views.guide, name="guide"),
    path("progress/", views.progress, name="progress"),
    path("v/", views.verify, name="verify"),
    path("text-size/", views.text_size, name="text_size"),
]
