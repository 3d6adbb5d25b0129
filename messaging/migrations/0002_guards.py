from django.db import migrations

# What somebody was told stays as it was told; who was to get it and what was sent, too.
GUARD = """
CREATE FUNCTION messaging_guard_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.enterprise_id, NEW.department_id, NEW.role, NEW.person_id, NEW.case_id, NEW.kind, NEW.subject, NEW.body, NEW.sent_at,
        NEW.dedup_key)
        IS DISTINCT FROM
       (OLD.id, OLD.enterprise_id, OLD.department_id, OLD.role, OLD.person_id, OLD.case_id, OLD.kind, OLD.subject, OLD.body, OLD.sent_at,
        OLD.dedup_key)
    THEN
        RAISE EXCEPTION 'what message % says is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messaging_message_frozen BEFORE UPDATE ON messaging_message
    FOR EACH ROW EXECUTE FUNCTION messaging_guard_message();

CREATE FUNCTION messaging_guard_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.message_id, NEW.person_id, NEW.channel, NEW.due_at)
        IS DISTINCT FROM (OLD.id, OLD.message_id, OLD.person_id, OLD.channel, OLD.due_at)
    THEN
        RAISE EXCEPTION 'whom delivery % is for is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.sent_at IS NOT NULL AND (NEW.sent_at, NEW.reference, NEW.attempts) IS DISTINCT FROM (OLD.sent_at, OLD.reference, OLD.attempts) THEN
        RAISE EXCEPTION 'delivery % has been sent', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messaging_delivery_frozen BEFORE UPDATE ON messaging_delivery
    FOR EACH ROW EXECUTE FUNCTION messaging_guard_delivery();
"""
UNGUARD = """
DROP TRIGGER messaging_delivery_frozen ON messaging_delivery;
DROP FUNCTION messaging_guard_delivery();
DROP TRIGGER messaging_message_frozen ON messaging_message;
DROP FUNCTION messaging_guard_message();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_tables")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
