from django.urls import path

from portal.orders import views

app_name = "orders"

urlpatterns = [
    path("", views.orders, name="orders"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.order, name="order"),
    path("<int:pk>/do/<slug:action>/", views.act, name="act"),
    path("complaints/", views.complaints, name="complaints"),
    path("complaints/<int:pk>/", views.complaint, name="complaint"),
    path("complaints/<int:pk>/do/<slug:action>/", views.complaint_act, name="complaint_act"),
]
