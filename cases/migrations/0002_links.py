import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("cases", "0001_tables"),
        ("departments", "0001_tables"),
        ("notices", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="document",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="certificate", to="notices.document"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="replaced_by",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaces", to="cases.certificate"
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="sealed_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="certificate",
            name="signed_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="case",
            name="certificate",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.certificate"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.case"),
        ),
        migrations.AddField(
            model_name="decision",
            name="signed_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="case",
            name="decision",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.decision"
            ),
        ),
        migrations.AddField(
            model_name="enforcementcase",
            name="court",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enforcement_cases", to="departments.department"
            ),
        ),
        migrations.AddField(
            model_name="enforcementcase",
            name="enterprise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enforcement_cases", to="accounts.enterprise"
            ),
        ),
        migrations.AddField(
            model_name="enforcementcase",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="case",
            name="enforcement_case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.enforcementcase"),
        ),
        migrations.AddField(
            model_name="application",
            name="enforcement_cases",
            field=models.ManyToManyField(related_name="applications", to="cases.enforcementcase", verbose_name="执行案件"),
        ),
        migrations.AddField(
            model_name="guardrule",
            name="region",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="guard_rules", to="departments.region"),
        ),
        migrations.AddField(
            model_name="listing",
            name="enforcement_case",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="listing", to="cases.enforcementcase"),
        ),
        migrations.AddField(
            model_name="listoperation",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="list_operations", to="cases.case"),
        ),
        migrations.AddField(
            model_name="listoperation",
            name="operated_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="material",
            name="application",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="materials", to="cases.application"),
        ),
        migrations.AddField(
            model_name="material",
            name="enterprise",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.enterprise"),
        ),
        migrations.AddField(
            model_name="material",
            name="uploaded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="measure",
            name="enforcement_case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="cases.enforcementcase"),
        ),
        migrations.AddField(
            model_name="measure",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="measuredecision",
            name="measure",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.measure"),
        ),
        migrations.AddField(
            model_name="notice",
            name="enforcement_case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.enforcementcase"),
        ),
        migrations.AddField(
            model_name="notice",
            name="prepared_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="measure",
            name="notice",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="cases.notice"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="notice",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="cases.notice"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="cases.case"),
        ),
        migrations.AddField(
            model_name="review",
            name="handler",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="review",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="measuredecision",
            name="review",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="measure_decisions", to="cases.review"),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="review",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.review"),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="rule",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.guardrule"),
        ),
        migrations.AddField(
            model_name="material",
            name="supplement_item",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="materials", to="cases.supplementitem"
            ),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="supplements", to="cases.case"),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="requested_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="supplementitem",
            name="request",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.supplementrequest"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("variant__in", ["not_yet_listed", "listed"])), name="certificate_variant_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "valid")), fields=("case", "type"), name="certificate_one_valid_per_type"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("type__in", ("A", "D")), ("variant", "not_yet_listed")),
                    models.Q(("type__in", ("B", "C")), ("variant", "listed")),
                    _connector="OR",
                ),
                name="certificate_type_follows_variant",
                violation_error_message="证明类型与申请类型不一致。",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("type__in", ("A", "B")), ("valid_until__gt", models.F("issued_on"))),
                    models.Q(("type__in", ("C", "D")), ("valid_until__isnull", True)),
                    _connector="OR",
                ),
                name="certificate_term_follows_type",
                violation_error_message="附条件的证明（A、B类）须有有效期，其他类型没有。",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "replaced"), _negated=True), ("replaced_by__isnull", False), _connector="OR"),
                name="certificate_replaced_names_successor",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "valid"),
                    models.Q(("status_on__isnull", False), models.Q(("status_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="certificate_status_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("signed_by", models.F("sealed_by")), _negated=True), name="certificate_signed_and_sealed_by_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["valid", "revoked", "replaced"]), ("type__in", ["A", "B", "C", "D"])),
                name="certificate_values_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_approval", True),
                    models.Q(
                        ("reapply_on__isnull", False),
                        ("reason_codes__len__gte", 1),
                        models.Q(("reason_text", ""), _negated=True),
                        models.Q(("guidance", ""), _negated=True),
                        models.Q(("remedy", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_rejection_is_complete",
                violation_error_message="不予修复必须写明事由、理由、修复指引、救济途径和最早可再次申请的日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason_codes__contained_by",
                        [
                            "not_performed",
                            "evades_debt",
                            "avoids_enforcement",
                            "able_but_refuses",
                            "false_material",
                            "spending_order_breach",
                            "no_just_cause",
                            "plan_not_feasible",
                            "other",
                        ],
                    )
                ),
                name="decision_reasons_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.UniqueConstraint(
                fields=("court", "number", "enterprise"),
                name="enforcement_case_once",
                violation_error_message="该企业的这个执行案号已经登记过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gte", 0), ("performed_fen__gte", 0), ("performed_fen__lte", models.F("amount_fen"))),
                name="enforcement_case_amounts",
                violation_error_message="已履行金额不能大于执行标的，金额不能为负。",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("performance", "none"), ("performed_fen", 0)),
                    models.Q(("performance__in", ("partial", "full")), ("performed_fen__gt", 0)),
                    _connector="OR",
                ),
                name="enforcement_case_performance_fits",
                violation_error_message="履行情况与已履行金额不一致，请核对。",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "basis_kind__in",
                        ["judgment", "ruling", "mediation", "arbitral_award", "notarial_debt", "payment_order", "administrative"],
                    ),
                    ("performance__in", ["none", "partial", "full"]),
                ),
                name="enforcement_case_values_known",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["court", "state"], name="case_of_court"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["bureau", "state"], name="case_of_bureau"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["enterprise", "-opened_at"], name="case_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("decline_reason__in", ["other_court", "not_dishonesty", "natural_person", "barred", ""])),
                name="case_decline_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["lapsed", "not_accepted", "rejected", "recognized_all", "closed_with_refusals", "withdrawn"]),
                    _negated=True,
                ),
                fields=("enforcement_case",),
                name="case_one_open_per_enforcement_case",
                violation_error_message="该执行案件已有正在办理的信用修复申请，请在原申请中查看进度。",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("handler__isnull", True),
                        ("reviewer__isnull", True),
                        models.Q(("handler", models.F("reviewer")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("handler__isnull", True),
                        ("signer__isnull", True),
                        models.Q(("handler", models.F("signer")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("reviewer__isnull", True),
                        ("signer__isnull", True),
                        models.Q(("reviewer", models.F("signer")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="case_three_people",
                violation_error_message="承办、复核、签发必须是三个不同的人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("distribution_approver__isnull", True),
                    models.Q(("distribution_approver", models.F("distribution_proposer")), _negated=True),
                    _connector="OR",
                ),
                name="case_distribution_two_people",
                violation_error_message="转推的经办与审核必须是两个人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "accepted",
                                "returned",
                                "pending_review",
                                "pending_sign",
                                "rejected",
                                "approved",
                                "certified",
                                "pushed",
                                "push_returned",
                                "received",
                                "pending_distribution",
                                "distributed",
                                "recognizing",
                                "recognized_all",
                                "closed_with_refusals",
                            ],
                        ),
                        _negated=True,
                    ),
                    ("handler__isnull", False),
                    _connector="OR",
                ),
                name="case_assigned_has_handler",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("pending_sign", "approved")), _negated=True), ("reviewer__isnull", False), _connector="OR"
                ),
                name="case_signed_after_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "rejected",
                                "approved",
                                "certified",
                                "pushed",
                                "push_returned",
                                "received",
                                "pending_distribution",
                                "distributed",
                                "recognizing",
                                "recognized_all",
                                "closed_with_refusals",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(("decision__isnull", False), ("reviewer__isnull", False), ("signer__isnull", False)),
                    _connector="OR",
                ),
                name="case_decided_has_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "certified",
                                "pushed",
                                "push_returned",
                                "received",
                                "pending_distribution",
                                "distributed",
                                "recognizing",
                                "recognized_all",
                                "closed_with_refusals",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(("certificate__isnull", False), ("signer__isnull", False)),
                    _connector="OR",
                ),
                name="case_certified_has_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("pending_decline", "not_accepted")), _negated=True),
                    models.Q(
                        models.Q(("decline_reason", ""), _negated=True),
                        models.Q(("decline_note", ""), _negated=True),
                        models.Q(("decline_channel", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_declined_names_channel",
                violation_error_message="不予受理须写明事由、说明和正确渠道。",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "submitted",
                            "supplement",
                            "lapsed",
                            "pending_decline",
                            "not_accepted",
                            "accepted",
                            "pending_review",
                            "returned",
                            "pending_sign",
                            "rejected",
                            "approved",
                            "certified",
                            "pushed",
                            "push_returned",
                            "received",
                            "pending_distribution",
                            "distributed",
                            "recognizing",
                            "recognized_all",
                            "closed_with_refusals",
                            "withdrawn",
                        ],
                    ),
                    ("variant__in", ["not_yet_listed", "listed"]),
                ),
                name="case_values_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("region", "code"), name="guard_rule_one_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="guardrule",
            constraint=models.UniqueConstraint(fields=("region", "code", "version"), name="guard_rule_version"),
        ),
        migrations.AddConstraint(
            model_name="guardrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["condition", "hard", "soft"])), name="guard_rule_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(condition=models.Q(("term_kind__in", ["none", "fixed"])), name="listing_term_kind_known"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("term_end__isnull", False), ("term_kind", "fixed")),
                    models.Q(("term_end__isnull", True), ("term_kind", "none")),
                    _connector="OR",
                ),
                name="listing_term_matches_kind",
                violation_error_message="有期限的须填写截止日期，无期限的不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("situations", [1]), _negated=True), ("term_kind", "none"), _connector="OR"),
                name="listing_first_situation_has_no_term",
                violation_error_message="仅因“有履行能力而拒不履行”纳入的，没有固定期限。",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("proposed", "withheld")), ("listed_on__isnull", False), _connector="OR"),
                name="listing_has_date",
                violation_error_message="已纳入的须填写纳入日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("situations__contained_by", [1, 2, 3, 4, 5, 6])), name="listing_situations_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "withheld", "listed", "shielded", "term_shortened", "deleted"])),
                name="listing_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="listoperation",
            constraint=models.UniqueConstraint(fields=("case", "kind"), name="list_operation_once"),
        ),
        migrations.AddConstraint(
            model_name="listoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "shorten"), _negated=True), ("new_term_end__isnull", False), _connector="OR"),
                name="list_operation_shorten_has_end",
                violation_error_message="缩短期限须填写新的截止日。",
            ),
        ),
        migrations.AddConstraint(
            model_name="listoperation",
            constraint=models.CheckConstraint(condition=models.Q(("system_receipt", ""), _negated=True), name="list_operation_has_receipt"),
        ),
        migrations.AddConstraint(
            model_name="listoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["withhold", "shield", "shorten", "delete"])), name="list_operation_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("manner__in", ["direct", "left", "electronic", "entrusted", "post", "forwarded", "public", ""])),
                name="notice_manner_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "served"), _negated=True),
                    models.Q(
                        models.Q(("manner", ""), _negated=True), ("served_on__isnull", False), models.Q(("receiver", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="notice_served_has_proof",
                violation_error_message="送达须填写方式、日期和签收人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("manner", "electronic"), _negated=True), ("electronic_consent", True), _connector="OR"),
                name="notice_electronic_needs_consent",
                violation_error_message="电子送达须经受送达人同意。",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["prepared", "served"])), name="notice_state_known"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["freeze", "seize", "spending_order", "listing", "exit_restriction", "other"])),
                name="measure_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ground__in", ["fulfilled", "settled_fulfilled", "plan", "guarantee", "creditor_consent", "procedure", "other", ""])
                ),
                name="application_ground_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(condition=models.Q(("channel__in", ["web", "qr"])), name="application_channel_known"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), _negated=True),
                    models.Q(
                        ("commitment_agreed", True),
                        ("submitted_at__isnull", False),
                        models.Q(("ground", ""), _negated=True),
                        models.Q(("performance", ""), _negated=True),
                        models.Q(("contact_phone", ""), _negated=True),
                        models.Q(("duties_performed", ""), _negated=True),
                        models.Q(("wrongs_corrected", ""), _negated=True),
                        models.Q(("prevention", ""), _negated=True),
                        models.Q(("signatory", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="application_submitted_is_complete",
                violation_error_message="申请还没有填写完整。",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "discarded"])), name="application_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("certificate_type__in", ["A", "B", "C", "D", ""])), name="review_certificate_type_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("recommendation__in", ["approve", "reject", ""])), name="review_recommendation_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("case", "round"), name="review_once_per_round"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("submitted_at__isnull", True),
                    models.Q(
                        ("related_cases_checked", True),
                        models.Q(("recommendation", ""), _negated=True),
                        models.Q(("capacity", ""), _negated=True),
                        models.Q(("cooperation", ""), _negated=True),
                        models.Q(("opinion", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_submitted_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("submitted_at__isnull", True),
                    models.Q(("recommendation", "approve"), _negated=True),
                    models.Q(
                        models.Q(("certificate_type", ""), _negated=True),
                        models.Q(
                            models.Q(("certificate_type__in", ("A", "B")), _negated=True), ("valid_until__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="review_approval_names_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True), models.Q(("reviewed_by", models.F("handler")), _negated=True), _connector="OR"
                ),
                name="review_two_people",
                violation_error_message="承办与复核必须是两个人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="measuredecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("effect__in", ["withhold", "suspend", "lift", "shield", "delete", "shorten", "maintain", ""])),
                name="measure_decision_effect_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="measuredecision",
            constraint=models.UniqueConstraint(fields=("review", "measure"), name="measure_decision_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("finding__in", ["clear", "found", ""])), name="review_item_finding_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.UniqueConstraint(fields=("review", "rule"), name="review_item_once"),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["performance_proof", "capacity_proof", "other_proof"])), name="material_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True), ("supplement_item__isnull", True)),
                fields=("application", "slot"),
                name="material_one_per_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(("supplement_item__isnull", False), models.Q(("slot__gte", 1), ("slot__lte", 3)), _connector="OR"),
                name="material_at_most_three",
                violation_error_message="最多上传三份材料。",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_lost", True), ("stored_name", ""), models.Q(("issuer", ""), _negated=True)),
                    models.Q(
                        ("is_lost", False),
                        models.Q(("stored_name", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        ("size__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="material_is_file_or_lost",
                violation_error_message="请上传文件，或者写明出具单位请求核实。",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(condition=models.Q(("size__lte", 20971520)), name="material_size_capped"),
        ),
        migrations.AddConstraint(
            model_name="supplementrequest",
            constraint=models.UniqueConstraint(fields=("case", "round"), name="supplement_once_per_round"),
        ),
        migrations.AddConstraint(
            model_name="supplementitem",
            constraint=models.UniqueConstraint(fields=("request", "position"), name="supplement_item_position"),
        ),
        migrations.AddConstraint(
            model_name="supplementitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", ""), _negated=True), models.Q(("why", ""), _negated=True), models.Q(("how", ""), _negated=True)
                ),
                name="supplement_item_complete",
                violation_error_message="每一项都要写明需要什么、为什么、怎样取得。",
            ),
        ),
    ]
