from django.urls import path

from portal.office import views

app_name = "office"

urlpatterns = [
    path("", views.board, name="board"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/<slug:section>/", views.case, name="case_section"),
    path("overdue/", views.overdue, name="overdue"),
    path("duties/", views.duties, name="duties"),
    path("consultations/", views.consultations, name="consultations"),
    path("recognitions/<int:pk>/", views.answer, name="answer"),
    path("recognitions/<int:pk>/do/<slug:action>/", views.act, name="act"),
    path("glance/", views.glance, name="glance"),
]
