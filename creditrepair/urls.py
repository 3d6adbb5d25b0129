from allauth.account import views as account
from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from creditrepair import probes

# Of the sign-in package only what the portal offers: who may set a password anew is settled in person, so there is no reset by mail.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", probes.livez, name="livez"),
    path("readyz", probes.readyz, name="readyz"),
    path("accounts/", include(accounts)),
    path("", include("portal.urls")),
]
if apps.is_installed("demo"):
    urlpatterns.append(path("", include("demo.urls")))

handler400 = "portal.shell.errors.bad_request"
handler403 = "portal.shell.errors.permission_denied"
handler404 = "portal.shell.errors.not_found"
handler429 = "portal.shell.errors.too_many_requests"
handler500 = "portal.shell.errors.server_error"
