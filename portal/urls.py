from django.urls import URLPattern, URLResolver, include, path

from portal.views.showcase import showcase

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.public.urls")),
    path("", include("portal.enterprise.urls")),
    path("", include("portal.download_urls")),
    path("_components/", showcase, name="components"),
]
