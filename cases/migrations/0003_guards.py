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


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_links"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(*guard_state("cases_proactivenotice", "notice")),
        migrations.RunSQL(*guard_state("cases_application", "application")),
        migrations.RunSQL(*guard_state("cases_case", "case")),
        migrations.RunSQL(SAME_ENTERPRISE, DROP_SAME_ENTERPRISE),
        migrations.RunSQL(CERTIFICATE_IS_FROZEN, UNFREEZE_CERTIFICATE),
        migrations.RunSQL(CERTIFICATE_SUCCEEDS, NO_SUCCESSION),
        migrations.RunSQL(*append_only("cases_decision")),
        migrations.RunSQL(*append_only("cases_correction")),
        migrations.RunSQL(SERVED_AFTER_PREPARED, "ALTER TABLE cases_proactivenotice DROP CONSTRAINT notice_served_after_prepared"),
    ]
