from django.urls import path

from demo import time_views, views
from demo.outbox import outbox
from demo.showcase import showcase

app_name = "demo"

urlpatterns = [
    path("demo/", views.personas, name="personas"),
    path("demo/become/", views.become, name="become"),
    path("demo/units/", views.let_units_answer, name="units"),
    path("demo/outbox/", outbox, name="outbox"),
    path("demo/time/", time_views.page, name="time"),
    path("demo/time/move/", time_views.move, name="move"),
    path("demo/time/progress/", time_views.progress, name="progress"),
    path("_components/", showcase, name="components"),
]
