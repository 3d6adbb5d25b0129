from django.db import migrations

# The codes are those of deadlines.codes.CASE_DUTIES; a test compares. The case is locked before its clocks are read, so that
# two clocks changed at once cannot each miss the other; whoever changes one outside a step locks the case first.
KEEP_DUE = """
CREATE FUNCTION cases_keep_due() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    -- Scalars of fixed types: a record without a row has no fields.
    next_on date;
    next_unit text;
    next_provisional boolean;
BEGIN
    PERFORM 1 FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    SELECT clock.due_on, rule.unit, clock.provisional INTO next_on, next_unit, next_provisional
        FROM deadlines_clock AS clock JOIN deadlines_deadlinerule AS rule ON rule.id = clock.rule_id
        WHERE clock.case_id = NEW.case_id AND clock.status = 'running' AND clock.code IN
            ('K-01', 'K-02', 'K-03', 'K-04', 'K-06', 'K-07', 'K-10', 'K-11', 'K-12', 'K-13', 'K-14', 'K-30', 'K-31', 'K-41', 'K-42', 'K-43', 'K-45', 'K-46',
             'K-08', 'K-15', 'K-16', 'K-17', 'K-18', 'K-18B', 'K-18C', 'K-20', 'K-20B', 'K-20C', 'K-20D', 'K-33', 'K-36B', 'K-37', 'K-38')
        ORDER BY clock.due_on, clock.id LIMIT 1;
    UPDATE cases_case
        SET due_on = next_on, due_unit = coalesce(next_unit, ''), due_provisional = coalesce(next_provisional, false)
        WHERE id = NEW.case_id AND (due_on, due_unit, due_provisional)
            IS DISTINCT FROM (next_on, coalesce(next_unit, ''), coalesce(next_provisional, false));
    IF NEW.code <> 'K-06' THEN
        RETURN NULL;
    END IF;
    SELECT clock.due_on, rule.unit, clock.provisional INTO next_on, next_unit, next_provisional
        FROM deadlines_clock AS clock JOIN deadlines_deadlinerule AS rule ON rule.id = clock.rule_id
        WHERE clock.case_id = NEW.case_id AND clock.status = 'running' AND clock.code = 'K-06'
        ORDER BY clock.due_on, clock.id LIMIT 1;
    UPDATE cases_case
        SET list_due_on = next_on, list_due_unit = coalesce(next_unit, ''), list_due_provisional = coalesce(next_provisional, false)
        WHERE id = NEW.case_id;
    RETURN NULL;
END $$;

CREATE TRIGGER cases_clock_opens AFTER INSERT ON deadlines_clock
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL) EXECUTE FUNCTION cases_keep_due();
CREATE TRIGGER cases_clock_moves AFTER UPDATE ON deadlines_clock
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL
        AND (OLD.due_on, OLD.provisional, OLD.status) IS DISTINCT FROM (NEW.due_on, NEW.provisional, NEW.status))
    EXECUTE FUNCTION cases_keep_due();

CREATE FUNCTION cases_due_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.due_on := OLD.due_on;
    NEW.due_unit := OLD.due_unit;
    NEW.due_provisional := OLD.due_provisional;
    NEW.list_due_on := OLD.list_due_on;
    NEW.list_due_unit := OLD.list_due_unit;
    NEW.list_due_provisional := OLD.list_due_provisional;
    RETURN NEW;
END $$;

-- Only the trigger of a clock comes from inside a trigger.
CREATE TRIGGER cases_case_due_kept
    BEFORE UPDATE OF due_on, due_unit, due_provisional, list_due_on, list_due_unit, list_due_provisional ON cases_case
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cases_due_is_kept();
"""
LET_GO = """
DROP TRIGGER cases_case_due_kept ON cases_case;
DROP TRIGGER cases_clock_moves ON deadlines_clock;
DROP TRIGGER cases_clock_opens ON deadlines_clock;
DROP FUNCTION cases_due_is_kept();
DROP FUNCTION cases_keep_due();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_guards"), ("deadlines", "0002_guards")]

    operations = [migrations.RunSQL(KEEP_DUE, LET_GO)]
