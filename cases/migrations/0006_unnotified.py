from django.db import migrations

# The case is locked before its measures are read, so that of two changes at once neither misses the other.
KEEP_UNNOTIFIED = """
CREATE FUNCTION cases_keep_unnotified_of(changed bigint) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM cases_enforcementcase WHERE id = changed FOR NO KEY UPDATE;
    UPDATE cases_enforcementcase AS source SET unnotified_from = late.since
        FROM (
            SELECT min(measure.taken_on) AS since
            FROM cases_measure AS measure LEFT JOIN cases_proactivenotice AS notice ON notice.id = measure.notice_id
            WHERE measure.enforcement_case_id = changed AND measure.withdrawn_at IS NULL AND (notice.served_on IS NULL OR notice.served_on > measure.taken_on)
        ) AS late
        WHERE source.id = changed AND source.unnotified_from IS DISTINCT FROM late.since;
END $$;

CREATE FUNCTION cases_measure_keeps_unnotified() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM cases_keep_unnotified_of(OLD.enforcement_case_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM cases_keep_unnotified_of(NEW.enforcement_case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_measure_unnotified AFTER INSERT OR DELETE OR UPDATE OF enforcement_case_id, taken_on, notice_id, withdrawn_at ON cases_measure
    FOR EACH ROW EXECUTE FUNCTION cases_measure_keeps_unnotified();

CREATE FUNCTION cases_notice_keeps_unnotified() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM cases_keep_unnotified_of(told.id)
        FROM (SELECT DISTINCT enforcement_case_id AS id FROM cases_measure WHERE notice_id = NEW.id ORDER BY id) AS told;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_notice_unnotified AFTER UPDATE OF served_on ON cases_proactivenotice
    FOR EACH ROW WHEN (OLD.served_on IS DISTINCT FROM NEW.served_on) EXECUTE FUNCTION cases_notice_keeps_unnotified();

CREATE FUNCTION cases_unnotified_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.unnotified_from := OLD.unnotified_from;
    RETURN NEW;
END $$;
-- Only the triggers of measures and notices come from inside a trigger.
CREATE TRIGGER cases_enforcementcase_unnotified_kept BEFORE UPDATE OF unnotified_from ON cases_enforcementcase
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cases_unnotified_is_kept();
"""
LET_GO = """
DROP TRIGGER cases_enforcementcase_unnotified_kept ON cases_enforcementcase;
DROP TRIGGER cases_notice_unnotified ON cases_proactivenotice;
DROP TRIGGER cases_measure_unnotified ON cases_measure;
DROP FUNCTION cases_unnotified_is_kept();
DROP FUNCTION cases_notice_keeps_unnotified();
DROP FUNCTION cases_measure_keeps_unnotified();
DROP FUNCTION cases_keep_unnotified_of(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_search")]

    operations = [migrations.RunSQL(KEEP_UNNOTIFIED, LET_GO)]
