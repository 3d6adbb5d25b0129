from django.db import migrations

# What was sent is fixed when it is stored; a verdict once spoken stands (rules R43, R46).
GUARD = """
CREATE FUNCTION uploads_guard_upload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'checking' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'upload % is judged and cannot change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.original_name, NEW.stored_name, NEW.content_type, NEW.size, NEW.sha256, NEW.stored_at)
        IS DISTINCT FROM
       (OLD.id, OLD.original_name, OLD.stored_name, OLD.content_type, OLD.size, OLD.sha256, OLD.stored_at)
    THEN
        RAISE EXCEPTION 'what upload % is cannot change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION uploads_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: uploads are kept', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER uploads_upload_fixed BEFORE UPDATE ON uploads_upload
    FOR EACH ROW EXECUTE FUNCTION uploads_guard_upload();
CREATE TRIGGER uploads_upload_kept BEFORE DELETE OR TRUNCATE ON uploads_upload
    FOR EACH STATEMENT EXECUTE FUNCTION uploads_refuse_removal();
"""
UNGUARD = """
DROP TRIGGER uploads_upload_kept ON uploads_upload;
DROP TRIGGER uploads_upload_fixed ON uploads_upload;
DROP FUNCTION uploads_refuse_removal();
DROP FUNCTION uploads_guard_upload();
"""


class Migration(migrations.Migration):
    dependencies = [("uploads", "0001_tables")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
