from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.public.urls")),
    path("", include("portal.enterprise.urls")),
    path("", include("portal.creditor.urls")),
    path("", include("portal.person.urls")),
    path("", include("portal.shell.download_urls")),
    path("papers/", include("portal.casepage.urls")),
    path("court/", include("portal.court.urls")),
    path("bureau/", include("portal.bureau.urls")),
    path("member/", include("portal.member.urls")),
    path("group/", include("portal.group.urls")),
    path("scores/", include("portal.scores.urls")),
    path("orders/", include("portal.orders.urls")),
    path("office/accounts/", include("portal.admin.urls")),
    path("office/calendars/", include("portal.calendars.urls")),
    path("office/", include("portal.office.urls")),
]
