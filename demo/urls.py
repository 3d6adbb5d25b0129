from django.urls import path

from demo import views
from demo.outbox import outbox
from demo.showcase import showcase

app_name = "demo"

urlpatterns = [
    path("demo/", views.personas, name="personas"),
    path("demo/become/", views.become, name="become"),
    path("demo/units/", views.let_units_answer, name="units"),
    path("demo/outbox/", outbox, name="outbox"),
    path("_components/", showcase, name="components"),
]
