from django.urls import path

import portal.shell.converters  # noqa: F401 - registers <code:…>
from portal.enterprise.views import (
    cases,
    complaints,
    desk,
    drafts,
    handover,
    landing,
    list_corrections,
    mandates,
    materials,
    self_check,
    signing,
    submission,
)

app_name = "enterprise"

urlpatterns = [
    path("n/<code:token>/", landing.notice, name="notice"),
    path("n/<code:token>/apply/", landing.apply, name="notice_apply"),
    path("s/<code:token>/", signing.signing_link, name="signing_link"),
    path("enterprise/", desk.desk, name="desk"),
    path("enterprise/documents/", desk.documents, name="documents"),
    path("enterprise/mandates/", mandates.mandates, name="mandates"),
    path("enterprise/mandates/join/", mandates.join, name="join"),
    path("enterprise/mandates/<int:pk>/end/", mandates.end, name="mandate_end"),
    path("enterprise/mandates/<int:pk>/decide/", mandates.decide, name="mandate_decide"),
    path("enterprise/self-check/", self_check.self_check, name="self_check"),
    path("enterprise/applications/start/", drafts.start, name="start"),
    path("enterprise/applications/<int:pk>/", drafts.application, name="application"),
    path("enterprise/applications/<int:pk>/facts/", drafts.facts, name="facts"),
    path("enterprise/applications/<int:pk>/statement/", drafts.statement, name="statement"),
    path("enterprise/applications/<int:pk>/materials/", materials.materials, name="materials"),
    path("enterprise/applications/<int:pk>/commitment/", submission.commitment, name="commitment"),
    path("enterprise/applications/<int:pk>/sign/", submission.sign, name="sign"),
    path("enterprise/applications/<int:pk>/signing-link/", signing.call_signer, name="call_signer"),
    path("enterprise/applications/<int:pk>/discard/", drafts.discard, name="discard"),
    path("enterprise/applications/<int:pk>/hand-over/", handover.hand_over, name="hand_over"),
    path("enterprise/applications/<int:pk>/take-over/", handover.take_over, name="take_over"),
    path("enterprise/applications/<int:pk>/receipt/", submission.receipt, name="receipt"),
    path("enterprise/enforcement/<int:pk>/correction/", list_corrections.list_correction, name="list_correction"),
    path(
        "enterprise/enforcement/<int:pk>/correction/<int:duty_id>/file/",
        list_corrections.list_correction_file,
        name="list_correction_file",
    ),
    path("enterprise/cases/<int:pk>/", cases.case, name="case"),
    path("enterprise/cases/<int:pk>/complain/<int:clock_id>/", complaints.complain, name="complain"),
    path("enterprise/cases/<int:pk>/withdraw/", cases.withdraw, name="withdraw"),
    path("enterprise/cases/<int:pk>/objection/", cases.objection, name="objection"),
    path("enterprise/cases/<int:pk>/objection/file/", cases.objection_file, name="objection_file"),
    path("enterprise/cases/<int:pk>/revocation/", cases.revocation, name="revocation"),
    path("enterprise/cases/<int:pk>/revocation/<slug:which>/", cases.revocation_file, name="revocation_file"),
    path("enterprise/cases/<int:pk>/supplement/", cases.supplement, name="supplement"),
]
