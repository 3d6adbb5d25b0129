from django.urls import path

from portal.shell import downloads

app_name = "download"

urlpatterns = [
    path("documents/<int:pk>/download", downloads.document, name="document"),
    path("materials/<int:pk>/download", downloads.material, name="material"),
]
