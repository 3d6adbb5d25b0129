from django.urls import path

from portal.court.views import cases, corrections, creditor_links, duties, enforcement, imports, mandates, notices, performance

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
    path("enforcement/import/<int:pk>/", imports.batch, name="import_batch"),
    path("enforcement/import/<int:pk>/serve/", imports.serve, name="import_serve"),
    path("enforcement/import/<int:pk>/withdraw/", imports.withdraw, name="import_withdraw"),
    path("enforcement/import/<int:pk>/papers/", imports.papers, name="import_papers"),
    path("enforcement/<int:pk>/", enforcement.case, name="enforcement_case"),
    path("enforcement/<int:pk>/measures/", enforcement.measures, name="measures"),
    path("enforcement/<int:pk>/listing/", enforcement.listing, name="listing"),
    path("enforcement/<int:pk>/performance/", performance.performance, name="performance"),
    path("enforcement/<int:pk>/duty/", duties.new, name="duty_new"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/do/<slug:action>/", duties.act, name="duty_act"),
    path("duties/<int:pk>/evidence/", duties.evidence, name="duty_evidence"),
    path("enforcement/<int:pk>/corrections/", corrections.corrections, name="corrections"),
    path("enforcement/<int:pk>/corrections/<int:correction_id>/evidence/", corrections.evidence, name="correction_evidence"),
    path("enforcement/<int:pk>/correct/<slug:record>/<int:key>/", corrections.correct, name="correct"),
    path("enforcement/<int:pk>/registry/", corrections.registry_change, name="registry_change"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/do/<slug:action>/", notices.act, name="notice_act"),
    path("notices/<int:pk>/receipt/", notices.receipt, name="notice_receipt"),
    path("consultations/<int:pk>/link/", creditor_links.link, name="creditor_link"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/active/", mandates.active, name="mandates_active"),
    path("mandates/<int:pk>/", mandates.decide, name="mandate"),
    path("mandates/<int:pk>/revoke/", mandates.revoke, name="mandate_revoke"),
]
