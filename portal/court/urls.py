from django.urls import path

from portal.court.views import cases, enforcement, imports, mandates, notices, performance

app_name = "court"

urlpatterns = [
    path("", cases.inbox, name="inbox"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/do/<slug:action>/", cases.act, name="act"),
    path("cases/<int:pk>/<slug:section>/", cases.case, name="case_section"),
    path("listings/", cases.listings, name="listings"),
    path("enforcement/", enforcement.cases, name="enforcement"),
    path("enforcement/new/", enforcement.new, name="enforcement_new"),
    path("enforcement/import/", imports.upload, name="import"),
    path("enforcement/import/template/", imports.template, name="import_template"),
    path("enforcement/<int:pk>/", enforcement.case, name="enforcement_case"),
    path("enforcement/<int:pk>/measures/", enforcement.measures, name="measures"),
    path("enforcement/<int:pk>/listing/", enforcement.listing, name="listing"),
    path("enforcement/<int:pk>/performance/", performance.performance, name="performance"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/do/<slug:action>/", notices.act, name="notice_act"),
    path("notices/<int:pk>/receipt/", notices.receipt, name="notice_receipt"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/active/", mandates.active, name="mandates_active"),
    path("mandates/<int:pk>/", mandates.decide, name="mandate"),
    path("mandates/<int:pk>/revoke/", mandates.revoke, name="mandate_revoke"),
]
