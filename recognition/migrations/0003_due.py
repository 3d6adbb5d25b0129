from django.db import migrations

# A certificate may start the clocks of all units (K-12) before it is pushed, so an answer finds its own when it is opened.
KEEP_DUE = """
CREATE FUNCTION recognition_keep_due() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    next_on date;
    next_unit text;
    next_provisional boolean;
BEGIN
    PERFORM 1 FROM recognition_recognition WHERE id = NEW.recognition_id FOR NO KEY UPDATE;
    SELECT clock.due_on, rule.unit, clock.provisional INTO next_on, next_unit, next_provisional
        FROM deadlines_clock AS clock JOIN deadlines_deadlinerule AS rule ON rule.id = clock.rule_id
        WHERE clock.recognition_id = NEW.recognition_id AND clock.code = 'K-14' AND clock.status IN ('running', 'paused')
        ORDER BY clock.due_on, clock.id LIMIT 1;
    UPDATE recognition_recognition
        SET consultation_due_on = next_on, consultation_due_unit = coalesce(next_unit, ''),
            consultation_due_provisional = coalesce(next_provisional, false)
        WHERE id = NEW.recognition_id;
    RETURN NULL;
END $$;

-- Of the clocks of one unit in one case the latest round counts, so the clock at hand is the answer unless a later one is there.
CREATE FUNCTION recognition_keep_unit_due() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE recognition_recognition AS held
        SET due_on = NEW.due_on, due_unit = rule.unit, due_provisional = NEW.provisional, due_status = NEW.status
        FROM deadlines_deadlinerule AS rule
        WHERE rule.id = NEW.rule_id AND held.case_id = NEW.case_id AND held.department_id = NEW.obligor_id
            AND NOT EXISTS (
                SELECT 1 FROM deadlines_clock AS later
                WHERE later.case_id = NEW.case_id AND later.code = 'K-12' AND later.obligor_id = NEW.obligor_id AND later.round > NEW.round
            );
    RETURN NULL;
END $$;

CREATE FUNCTION recognition_find_due() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    SELECT clock.due_on, rule.unit, clock.provisional, clock.status
        INTO NEW.due_on, NEW.due_unit, NEW.due_provisional, NEW.due_status
        FROM deadlines_clock AS clock JOIN deadlines_deadlinerule AS rule ON rule.id = clock.rule_id
        WHERE clock.case_id = NEW.case_id AND clock.code = 'K-12' AND clock.obligor_id = NEW.department_id
        ORDER BY clock.round DESC LIMIT 1;
    NEW.due_unit := coalesce(NEW.due_unit, '');
    NEW.due_provisional := coalesce(NEW.due_provisional, false);
    NEW.due_status := coalesce(NEW.due_status, '');
    RETURN NEW;
END $$;

CREATE TRIGGER recognition_clock_opens AFTER INSERT ON deadlines_clock
    FOR EACH ROW WHEN (NEW.code = 'K-14' AND NEW.recognition_id IS NOT NULL) EXECUTE FUNCTION recognition_keep_due();
CREATE TRIGGER recognition_clock_moves AFTER UPDATE ON deadlines_clock
    FOR EACH ROW WHEN (NEW.code = 'K-14' AND NEW.recognition_id IS NOT NULL
        AND (OLD.due_on, OLD.provisional, OLD.status) IS DISTINCT FROM (NEW.due_on, NEW.provisional, NEW.status))
    EXECUTE FUNCTION recognition_keep_due();
CREATE TRIGGER recognition_unit_clock_opens AFTER INSERT ON deadlines_clock
    FOR EACH ROW WHEN (NEW.code = 'K-12') EXECUTE FUNCTION recognition_keep_unit_due();
CREATE TRIGGER recognition_unit_clock_moves AFTER UPDATE ON deadlines_clock
    FOR EACH ROW WHEN (NEW.code = 'K-12'
        AND (OLD.due_on, OLD.provisional, OLD.status) IS DISTINCT FROM (NEW.due_on, NEW.provisional, NEW.status))
    EXECUTE FUNCTION recognition_keep_unit_due();
CREATE TRIGGER recognition_recognition_finds_due BEFORE INSERT ON recognition_recognition
    FOR EACH ROW EXECUTE FUNCTION recognition_find_due();

CREATE FUNCTION recognition_due_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due_on := OLD.due_on;
    NEW.due_unit := OLD.due_unit;
    NEW.due_provisional := OLD.due_provisional;
    NEW.due_status := OLD.due_status;
    NEW.consultation_due_on := OLD.consultation_due_on;
    NEW.consultation_due_unit := OLD.consultation_due_unit;
    NEW.consultation_due_provisional := OLD.consultation_due_provisional;
    RETURN NEW;
END $$;

-- Only the trigger of a clock comes from inside a trigger.
CREATE TRIGGER recognition_recognition_due_kept
    BEFORE UPDATE OF due_on, due_unit, due_provisional, due_status,
        consultation_due_on, consultation_due_unit, consultation_due_provisional ON recognition_recognition
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION recognition_due_is_kept();
"""
LET_GO = """
DROP TRIGGER recognition_recognition_due_kept ON recognition_recognition;
DROP TRIGGER recognition_recognition_finds_due ON recognition_recognition;
DROP TRIGGER recognition_unit_clock_moves ON deadlines_clock;
DROP TRIGGER recognition_unit_clock_opens ON deadlines_clock;
DROP TRIGGER recognition_clock_moves ON deadlines_clock;
DROP TRIGGER recognition_clock_opens ON deadlines_clock;
DROP FUNCTION recognition_due_is_kept();
DROP FUNCTION recognition_find_due();
DROP FUNCTION recognition_keep_unit_due();
DROP FUNCTION recognition_keep_due();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0002_guards"), ("deadlines", "0002_guards"), ("cases", "0004_due")]

    operations = [migrations.RunSQL(KEEP_DUE, LET_GO)]
