from django.urls import path

import portal.shell.converters  # noqa: F401 - registers <code:…>
from portal.person import views

app_name = "person"

urlpatterns = [
    path("messages/", views.messages_list, name="messages"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/settings/", views.settings_page, name="settings"),
    path("messages/settings/wishes/", views.wishes, name="wishes"),
    path("messages/settings/calendar/", views.calendar_address, name="calendar_address"),
    path("messages/settings/<slug:channel>/", views.address, name="address"),
    path("messages/settings/<slug:channel>/code/", views.address_code, name="address_code"),
    path("messages/settings/<slug:channel>/remove/", views.address_remove, name="address_remove"),
    path("i/<code:token>/", views.calendar, name="calendar"),
    path("gateways/sms/receipts/", views.sms_receipts, name="sms_receipts"),
]
