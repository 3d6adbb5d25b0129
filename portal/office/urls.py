from django.urls import path

from portal.office import figures_views, views

app_name = "office"

urlpatterns = [
    path("", figures_views.board, name="board"),
    path("limits/", figures_views.limits, name="limits"),
    path("reached/", figures_views.reached, name="reached"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/<slug:section>/", views.case, name="case_section"),
    path("overdue/", views.overdue, name="overdue"),
    path("duties/", views.duties, name="duties"),
    path("consultations/", views.consultations, name="consultations"),
    path("recognitions/<int:pk>/", views.answer, name="answer"),
    path("recognitions/<int:pk>/do/<slug:action>/", views.act, name="act"),
    path("glance/", figures_views.glance, name="glance"),
    path("glance/xlsx/", figures_views.spreadsheet, name="spreadsheet"),
]
