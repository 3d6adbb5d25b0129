from django.db import migrations

from ledger.sql import guard_state

# The bytes that were sent and to whom are evidence; what the receiver answers may be added once.
DELIVERY_IS_FROZEN = """
CREATE FUNCTION recognition_delivery_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION '% on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.case_id, OLD.certificate_id, OLD.leg, OLD.department_id, OLD.round, OLD.payload, OLD.payload_sha256, OLD.sent_at)
       IS DISTINCT FROM
       (NEW.case_id, NEW.certificate_id, NEW.leg, NEW.department_id, NEW.round, NEW.payload, NEW.payload_sha256, NEW.sent_at)
       OR OLD.state <> 'sent' THEN
        RAISE EXCEPTION 'delivery % is finished or its content is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER recognition_delivery_frozen BEFORE UPDATE OR DELETE ON recognition_delivery
    FOR EACH ROW EXECUTE FUNCTION recognition_delivery_frozen();
CREATE TRIGGER recognition_delivery_kept BEFORE TRUNCATE ON recognition_delivery
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
UNFREEZE = """
DROP TRIGGER recognition_delivery_frozen ON recognition_delivery;
DROP TRIGGER recognition_delivery_kept ON recognition_delivery;
DROP FUNCTION recognition_delivery_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(*guard_state("recognition_recognition", "recognition")),
        migrations.RunSQL(DELIVERY_IS_FROZEN, UNFREEZE),
    ]
