from django.db import migrations

from ledger.sql import append_only, guard_state

# A file, a case or an application cannot hang on a stranger's enterprise.
SAME_ENTERPRISE = """
ALTER TABLE cases_application ADD CONSTRAINT application_of_enterprise UNIQUE (id, enterprise_id);
ALTER TABLE cases_enforcementcase ADD CONSTRAINT enforcement_case_of_enterprise UNIQUE (id, enterprise_id);
ALTER TABLE cases_enforcementcase ADD CONSTRAINT enforcement_case_of_court UNIQUE (id, court_id);
ALTER TABLE cases_material ADD CONSTRAINT material_of_same_enterprise
    FOREIGN KEY (application_id, enterprise_id) REFERENCES cases_application (id, enterprise_id);
ALTER TABLE cases_case ADD CONSTRAINT case_of_same_applicant
    FOREIGN KEY (application_id, enterprise_id) REFERENCES cases_application (id, enterprise_id);
ALTER TABLE cases_case ADD CONSTRAINT case_of_same_debtor
    FOREIGN KEY (enforcement_case_id, enterprise_id) REFERENCES cases_enforcementcase (id, enterprise_id);
ALTER TABLE cases_case ADD CONSTRAINT case_before_same_court
    FOREIGN KEY (enforcement_case_id, court_id) REFERENCES cases_enforcementcase (id, court_id);
"""
DROP_SAME_ENTERPRISE = """
ALTER TABLE cases_case DROP CONSTRAINT case_before_same_court;
ALTER TABLE cases_case DROP CONSTRAINT case_of_same_debtor;
ALTER TABLE cases_case DROP CONSTRAINT case_of_same_applicant;
ALTER TABLE cases_material DROP CONSTRAINT material_of_same_enterprise;
ALTER TABLE cases_enforcementcase DROP CONSTRAINT enforcement_case_of_court;
ALTER TABLE cases_enforcementcase DROP CONSTRAINT enforcement_case_of_enterprise;
ALTER TABLE cases_application DROP CONSTRAINT application_of_enterprise;
"""

# A certificate may lose its effect; what it says, it says for ever.
CERTIFICATE_IS_FROZEN = """
CREATE FUNCTION cases_certificate_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - ARRAY['status', 'status_on', 'status_reason', 'replaced_by_id']
       <> to_jsonb(NEW) - ARRAY['status', 'status_on', 'status_reason', 'replaced_by_id'] THEN
        RAISE EXCEPTION 'certificate % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> 'valid' AND NEW.status IS DISTINCT FROM OLD.status THEN
        RAISE EXCEPTION 'certificate % is no longer valid and stays so', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_certificate_frozen BEFORE UPDATE ON cases_certificate
    FOR EACH ROW EXECUTE FUNCTION cases_certificate_frozen();

CREATE FUNCTION cases_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER cases_certificate_kept BEFORE DELETE OR TRUNCATE ON cases_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_removal();
"""
UNFREEZE_CERTIFICATE = """
DROP TRIGGER cases_certificate_kept ON cases_certificate;
DROP TRIGGER cases_certificate_frozen ON cases_certificate;
DROP FUNCTION cases_refuse_removal();
DROP FUNCTION cases_certificate_frozen();
"""
# What was served stays: neither the case nor the measure of a served notice is withdrawn, but a measure by a correction that says
# so with reason and evidence; and what is withdrawn stays so.
SERVED_IS_NOT_WITHDRAWN = """
CREATE FUNCTION cases_served_is_not_withdrawn() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR EXISTS (
        SELECT FROM cases_proactivenotice AS notice
        WHERE notice.state = 'served'
            AND (TG_TABLE_NAME = 'cases_enforcementcase' AND notice.enforcement_case_id = NEW.id
                OR TG_TABLE_NAME = 'cases_measure' AND notice.id = (to_jsonb(NEW) ->> 'notice_id')::bigint
                    AND NOT EXISTS (
                        SELECT FROM cases_correction AS said
                        WHERE said.record = 'measure' AND said.object_id = NEW.id AND said.field = 'withdrawn_at'
                    ))
    ) THEN
        RAISE EXCEPTION 'row % of % cannot be withdrawn', NEW.id, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_enforcementcase_withdrawn BEFORE UPDATE ON cases_enforcementcase
    FOR EACH ROW WHEN (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at) EXECUTE FUNCTION cases_served_is_not_withdrawn();
CREATE TRIGGER cases_measure_withdrawn BEFORE UPDATE ON cases_measure
    FOR EACH ROW WHEN (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at) EXECUTE FUNCTION cases_served_is_not_withdrawn();
"""
WITHDRAW_AT_WILL = """
DROP TRIGGER cases_measure_withdrawn ON cases_measure;
DROP TRIGGER cases_enforcementcase_withdrawn ON cases_enforcementcase;
DROP FUNCTION cases_served_is_not_withdrawn();
"""
# What a court is asked to decide on was judged, file by file: in an application, and in an answer to its supplement list.
ONLY_JUDGED_FILES = """
CREATE FUNCTION cases_refuse_unjudged_files() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM cases_material m JOIN uploads_upload u ON u.id = m.upload_id
        LEFT JOIN cases_supplementitem i ON i.id = m.supplement_item_id
        WHERE m.removed_at IS NULL AND u.state <> 'usable'
        AND CASE TG_TABLE_NAME WHEN 'cases_application' THEN m.application_id = NEW.id AND m.supplement_item_id IS NULL
            ELSE i.request_id = NEW.id END
    ) THEN
        RAISE EXCEPTION '% % rests on a file that is not usable', TG_TABLE_NAME, NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_application_of_judged_files BEFORE UPDATE OF state ON cases_application
    FOR EACH ROW WHEN (NEW.state = 'submitted') EXECUTE FUNCTION cases_refuse_unjudged_files();
CREATE TRIGGER cases_supplement_of_judged_files BEFORE UPDATE OF answered_at ON cases_supplementrequest
    FOR EACH ROW WHEN (NEW.answered_at IS NOT NULL) EXECUTE FUNCTION cases_refuse_unjudged_files();
"""
UNGUARD_FILES = """
DROP TRIGGER cases_supplement_of_judged_files ON cases_supplementrequest;
DROP TRIGGER cases_application_of_judged_files ON cases_application;
DROP FUNCTION cases_refuse_unjudged_files();
"""
# Whatever replaces a certificate is one of the same case and day, and is in force; it may be written after it is named.
CERTIFICATE_SUCCEEDS = """
CREATE FUNCTION cases_certificate_succeeds() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.replaced_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM cases_certificate AS later
        WHERE later.id = NEW.replaced_by_id AND later.id > NEW.id AND later.case_id = NEW.case_id AND later.issued_on = NEW.issued_on
    ) THEN
        RAISE EXCEPTION 'certificate % is replaced by one of another case or day', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_certificate_succeeds AFTER INSERT OR UPDATE ON cases_certificate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_certificate_succeeds();
"""
NO_SUCCESSION = """
DROP TRIGGER cases_certificate_succeeds ON cases_certificate;
DROP FUNCTION cases_certificate_succeeds();
"""
# A paper cannot be served before it was made; the legal day is that of Shanghai.
SERVED_AFTER_PREPARED = """
ALTER TABLE cases_proactivenotice ADD CONSTRAINT notice_served_after_prepared
    CHECK (served_on IS NULL OR served_on >= (prepared_at AT TIME ZONE 'Asia/Shanghai')::date);
"""
# The treatment of a measure belongs to its kind; an examination that is handed in leaves no measure open, nor one without
# the ruling or the end that its treatment needs.
MEASURES_ARE_DECIDED = """
ALTER TABLE cases_measure ADD CONSTRAINT measure_of_kind UNIQUE (id, kind);
ALTER TABLE cases_measuredecision ADD CONSTRAINT measure_decision_of_kind
    FOREIGN KEY (measure_id, kind) REFERENCES cases_measure (id, kind) ON UPDATE CASCADE;

CREATE FUNCTION cases_examination_decides() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_measuredecision AS d WHERE d.examination_id = NEW.id AND (
        d.effect = ''
        OR (d.effect = 'lift_until') <> (d.ends_on IS NOT NULL)
        OR (d.kind IN ('freeze', 'seize', 'transfer') AND d.effect IN ('lift', 'release_part')) <> (d.ruling_number <> ''))) THEN
        RAISE EXCEPTION 'examination % leaves a measure undecided', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_examination_decides BEFORE UPDATE ON cases_examination FOR EACH ROW
    WHEN (OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL AND NEW.recommendation = 'approve')
    EXECUTE FUNCTION cases_examination_decides();
"""
LEAVE_MEASURES = """
DROP TRIGGER cases_examination_decides ON cases_examination;
DROP FUNCTION cases_examination_decides();
ALTER TABLE cases_measuredecision DROP CONSTRAINT measure_decision_of_kind;
ALTER TABLE cases_measure DROP CONSTRAINT measure_of_kind;
"""
# Who signed, and what, stays as it was submitted; who signed without an account did so by a link of that application and name.
# A link says what it said, is used once, and in time.
SIGNATURES_STAY = """
CREATE FUNCTION cases_signature_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'submitted' AND
        (OLD.signed_by_id, OLD.signed_as, OLD.signed_name, OLD.signed_at, OLD.signed_digest, OLD.signed_texts) IS DISTINCT FROM
        (NEW.signed_by_id, NEW.signed_as, NEW.signed_name, NEW.signed_at, NEW.signed_digest, NEW.signed_texts) THEN
        RAISE EXCEPTION 'the signature of application % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.signed_as = 'legal_representative' AND NEW.signed_by_id IS NULL AND NOT EXISTS (
        SELECT FROM cases_signinglink AS link
        WHERE link.application_id = NEW.id AND link.used_at = NEW.signed_at AND link.name = NEW.signed_name
    ) THEN
        RAISE EXCEPTION 'application % is signed by nobody', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_application_signature_stays BEFORE UPDATE ON cases_application
    FOR EACH ROW EXECUTE FUNCTION cases_signature_stays();

CREATE FUNCTION cases_signing_link_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.used_at IS NOT NULL OR OLD.ended_at IS NOT NULL
        OR to_jsonb(OLD) - ARRAY['wrong_tries', 'used_at', 'ended_at'] <> to_jsonb(NEW) - ARRAY['wrong_tries', 'used_at', 'ended_at'] THEN
        RAISE EXCEPTION 'signing link % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_signing_link_stays BEFORE UPDATE ON cases_signinglink
    FOR EACH ROW EXECUTE FUNCTION cases_signing_link_stays();
CREATE TRIGGER cases_signing_link_kept BEFORE DELETE OR TRUNCATE ON cases_signinglink
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_removal();
"""
SIGNATURES_MAY_GO = """
DROP TRIGGER cases_signing_link_kept ON cases_signinglink;
DROP TRIGGER cases_signing_link_stays ON cases_signinglink;
DROP FUNCTION cases_signing_link_stays();
DROP TRIGGER cases_application_signature_stays ON cases_application;
DROP FUNCTION cases_signature_stays();
"""

# What was decided on an objection or a revocation stays, but for who signs for its notice; and nothing of it is removed.
REMEDIES_ARE_FINAL = """
CREATE FUNCTION cases_remedy_is_final() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - 'received_by_id' <> to_jsonb(NEW) - 'received_by_id' THEN
        RAISE EXCEPTION 'row % of % is decided and stays so', OLD.id, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_objection_final BEFORE UPDATE ON cases_objection
    FOR EACH ROW WHEN (OLD.outcome <> 'open') EXECUTE FUNCTION cases_remedy_is_final();
CREATE TRIGGER cases_revocation_final BEFORE UPDATE ON cases_revocation
    FOR EACH ROW WHEN (OLD.outcome <> 'open') EXECUTE FUNCTION cases_remedy_is_final();
CREATE TRIGGER cases_objection_kept BEFORE DELETE OR TRUNCATE ON cases_objection
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_removal();
CREATE TRIGGER cases_revocation_kept BEFORE DELETE OR TRUNCATE ON cases_revocation
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_removal();
"""
REMEDIES_ARE_OPEN = """
DROP TRIGGER cases_revocation_kept ON cases_revocation;
DROP TRIGGER cases_objection_kept ON cases_objection;
DROP TRIGGER cases_revocation_final ON cases_revocation;
DROP TRIGGER cases_objection_final ON cases_objection;
DROP FUNCTION cases_remedy_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_links"), ("ledger", "0002_guards"), ("uploads", "0001_tables")]

    operations = [
        migrations.RunSQL(*guard_state("accounts_mandate", "mandate")),
        migrations.RunSQL(*guard_state("cases_proactivenotice", "notice")),
        migrations.RunSQL(*guard_state("cases_listduty", "duty")),
        migrations.RunSQL(*guard_state("cases_application", "application")),
        migrations.RunSQL(*guard_state("cases_service", "service")),
        migrations.RunSQL(*guard_state("cases_creditorconsultation", "consultation")),
        migrations.RunSQL(*guard_state("cases_case", "case")),
        migrations.RunSQL(SAME_ENTERPRISE, DROP_SAME_ENTERPRISE),
        migrations.RunSQL(CERTIFICATE_IS_FROZEN, UNFREEZE_CERTIFICATE),
        migrations.RunSQL(CERTIFICATE_SUCCEEDS, NO_SUCCESSION),
        migrations.RunSQL(REMEDIES_ARE_FINAL, REMEDIES_ARE_OPEN),
        migrations.RunSQL(*append_only("cases_decision")),
        migrations.RunSQL(MEASURES_ARE_DECIDED, LEAVE_MEASURES),
        migrations.RunSQL(SERVED_IS_NOT_WITHDRAWN, WITHDRAW_AT_WILL),
        migrations.RunSQL(ONLY_JUDGED_FILES, UNGUARD_FILES),
        migrations.RunSQL(SIGNATURES_STAY, SIGNATURES_MAY_GO),
        migrations.RunSQL(*append_only("cases_correction")),
        migrations.RunSQL(*append_only("cases_creditorstatement")),
        migrations.RunSQL(*append_only("cases_creditorinstalment")),
        migrations.RunSQL(SERVED_AFTER_PREPARED, "ALTER TABLE cases_proactivenotice DROP CONSTRAINT notice_served_after_prepared"),
    ]
