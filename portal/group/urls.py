from django.urls import path

from portal.group.views import items, meetings, members, registers

app_name = "group"

urlpatterns = [
    path("meetings/", meetings.listed, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/minutes/", meetings.minutes, name="minutes"),
    path("meetings/<int:pk>/do/<slug:action>/", meetings.act, name="meeting_act"),
    path("invitations/<int:pk>/", meetings.invitation, name="invitation"),
    path("invitations/<int:pk>/do/<slug:action>/", meetings.invitation_act, name="invitation_act"),
    path("items/", items.listed, name="items"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/do/<slug:action>/", items.act, name="item_act"),
    path("members/", members.listed, name="members"),
    path("members/new/", members.new, name="member_new"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/do/<slug:action>/", members.act, name="member_act"),
    path("registers/", registers.first, name="registers"),
    path("registers/<slug:kind>/", registers.listed, name="register"),
    path("registers/<slug:kind>/new/", registers.new, name="entry_new"),
    path("registers/<slug:kind>/export/", registers.export, name="register_export"),
    path("entries/<int:pk>/", registers.entry, name="entry"),
    path("entries/<int:pk>/do/<slug:action>/", registers.act, name="entry_act"),
]
