from django.urls import URLPattern, URLResolver, include, path

from portal.views.showcase import showcase

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.public.urls")),
    path("", include("portal.enterprise.urls")),
    path("", include("portal.download_urls")),
    path("court/", include("portal.court.urls")),
    path("bureau/", include("portal.bureau.urls")),
    path("member/", include("portal.member.urls")),
    path("office/", include("portal.office.urls")),
    path("demo/", include("portal.demo.urls")),
    path("_components/", showcase, name="components"),
]
