from django.urls import path

from portal.bureau import views

app_name = "bureau"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/do/<slug:action>/", views.act, name="act"),
    path("cases/<int:pk>/<slug:section>/", views.case, name="case_section"),
]
