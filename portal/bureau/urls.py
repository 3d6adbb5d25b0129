from django.urls import path

from portal.bureau import views

app_name = "bureau"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("services/", views.services, name="services"),
    path("services/<int:pk>/", views.service, name="service"),
    path("services/<int:pk>/do/<slug:action>/", views.service_act, name="service_act"),
    path("services/<int:pk>/proof/", views.service_proof, name="service_proof"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/do/<slug:action>/", views.act, name="act"),
    path("cases/<int:pk>/<slug:section>/", views.case, name="case_section"),
]
