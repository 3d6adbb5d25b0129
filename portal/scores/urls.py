from django.urls import path

from portal.scores import views

app_name = "scores"

urlpatterns = [
    path("", views.assessments, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.assessment, name="assessment"),
    path("<int:pk>/do/<slug:action>/", views.act, name="act"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/table/", views.table, name="table"),
    path("cards/<int:pk>/", views.card, name="card"),
    path("cards/<int:pk>/do/<slug:action>/", views.act_on_card, name="act_on_card"),
]
