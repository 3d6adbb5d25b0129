from django.db import migrations

from ledger.sql import guard_state

# What was ordered or said of which limit never changes, and neither is ever deleted.
FROZEN = """
CREATE FUNCTION oversight_order_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.state IN ('accepted', 'raised', 'done', 'withdrawn')
        OR (OLD.clock_id, OLD.region_id, OLD.department_id, OLD.kind, OLD.demand, OLD.issued_at, OLD.issued_by_id)
            IS DISTINCT FROM (NEW.clock_id, NEW.region_id, NEW.department_id, NEW.kind, NEW.demand, NEW.issued_at, NEW.issued_by_id)
        OR (OLD.number <> '' AND OLD.number <> NEW.number) THEN
        RAISE EXCEPTION 'order % cannot change that way', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_order_frozen BEFORE UPDATE OR DELETE ON oversight_order
    FOR EACH ROW EXECUTE FUNCTION oversight_order_is_frozen();
CREATE TRIGGER oversight_order_kept BEFORE TRUNCATE ON oversight_order
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION oversight_complaint_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.state = 'replied'
        OR (OLD.clock_id, OLD.region_id, OLD.department_id, OLD.words, OLD.filed_at, OLD.filed_by_id)
            IS DISTINCT FROM (NEW.clock_id, NEW.region_id, NEW.department_id, NEW.words, NEW.filed_at, NEW.filed_by_id) THEN
        RAISE EXCEPTION 'complaint % cannot change that way', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_complaint_frozen BEFORE UPDATE OR DELETE ON oversight_complaint
    FOR EACH ROW EXECUTE FUNCTION oversight_complaint_is_frozen();
CREATE TRIGGER oversight_complaint_kept BEFORE TRUNCATE ON oversight_complaint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
UNFREEZE = """
DROP TRIGGER oversight_order_frozen ON oversight_order;
DROP TRIGGER oversight_order_kept ON oversight_order;
DROP TRIGGER oversight_complaint_frozen ON oversight_complaint;
DROP TRIGGER oversight_complaint_kept ON oversight_complaint;
DROP FUNCTION oversight_order_is_frozen();
DROP FUNCTION oversight_complaint_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_tables"), ("ledger", "0002_guards"), ("departments", "0001_tables")]

    operations = [
        migrations.RunSQL(*guard_state("oversight_order", "order")),
        migrations.RunSQL(*guard_state("oversight_complaint", "complaint")),
        migrations.RunSQL(FROZEN, UNFREEZE),
    ]
