from django.contrib.auth.views import LoginView
from django.urls import path

from bench.floor import views

urlpatterns = [
    path("accounts/login/", LoginView.as_view(template_name="floor/login.html"), name="login"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/step/", views.step, name="step"),
    path("v/<str:code>/", views.verify, name="verify"),
]
