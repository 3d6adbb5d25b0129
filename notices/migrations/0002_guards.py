from django.db import migrations

# What a paper says is fixed when it is created; what it looks like is fixed once it is ready (rule R12).
GUARD = """
CREATE FUNCTION notices_guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'ready' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'document % is finished and cannot change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.kind, NEW.title, NEW.number, NEW.case_id, NEW.notice_id, NEW.application_id, NEW.duty_id, NEW.department_id,
        NEW.replaces_id, NEW.audience, NEW.snapshot, NEW.snapshot_sha256, NEW.created_at, NEW.created_by)
        IS DISTINCT FROM
       (OLD.id, OLD.kind, OLD.title, OLD.number, OLD.case_id, OLD.notice_id, OLD.application_id, OLD.duty_id, OLD.department_id,
        OLD.replaces_id, OLD.audience, OLD.snapshot, OLD.snapshot_sha256, OLD.created_at, OLD.created_by)
    THEN
        RAISE EXCEPTION 'what document % says is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION notices_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: papers are kept', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER notices_document_frozen BEFORE UPDATE ON notices_document
    FOR EACH ROW EXECUTE FUNCTION notices_guard_document();
CREATE TRIGGER notices_document_kept BEFORE DELETE OR TRUNCATE ON notices_document
    FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_removal();
"""
UNGUARD = """
DROP TRIGGER notices_document_kept ON notices_document;
DROP TRIGGER notices_document_frozen ON notices_document;
DROP FUNCTION notices_refuse_removal();
DROP FUNCTION notices_guard_document();
"""
# A number once given stays given: the counter moves up by one, and only up (rule R6).
COUNT_UP = """
CREATE FUNCTION notices_count_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.last, NEW.region_id, NEW.kind, NEW.year) IS NOT DISTINCT FROM
        (OLD.last + 1, OLD.region_id, OLD.kind, OLD.year)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: a series only counts up by one', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER notices_numberseries_counts_up BEFORE UPDATE OR DELETE ON notices_numberseries
    FOR EACH ROW EXECUTE FUNCTION notices_count_up();
"""
NO_COUNT_UP = """
DROP TRIGGER notices_numberseries_counts_up ON notices_numberseries;
DROP FUNCTION notices_count_up();
"""
# What was once found damaged stays known, and what was made in its place stays what it is.
MENDED = """
CREATE FUNCTION notices_guard_damage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.mended_at IS NOT NULL OR (NEW.id, NEW.document_id, NEW.noticed_at, NEW.found_sha256)
        IS DISTINCT FROM (OLD.id, OLD.document_id, OLD.noticed_at, OLD.found_sha256)
    THEN
        RAISE EXCEPTION 'what was found of document % is kept', OLD.document_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER notices_damage_frozen BEFORE UPDATE ON notices_damage
    FOR EACH ROW EXECUTE FUNCTION notices_guard_damage();
CREATE TRIGGER notices_damage_kept BEFORE DELETE OR TRUNCATE ON notices_damage
    FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_removal();
"""
NOT_MENDED = """
DROP TRIGGER notices_damage_kept ON notices_damage;
DROP TRIGGER notices_damage_frozen ON notices_damage;
DROP FUNCTION notices_guard_damage();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(COUNT_UP, NO_COUNT_UP),
        migrations.RunSQL(MENDED, NOT_MENDED),
    ]
