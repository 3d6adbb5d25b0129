from django.urls import path

from portal.member import views

app_name = "member"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("history/", views.history, name="history"),
    path("recognitions/<int:pk>/", views.answer, name="answer"),
    path("recognitions/<int:pk>/do/<slug:action>/", views.act, name="act"),
]
