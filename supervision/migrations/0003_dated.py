from django.db import migrations

# As in 0002: a line for each change, never a counter that steps would wait for.
ADD = """
CREATE FUNCTION supervision_add(region bigint, counted text, day date, department bigint, key text, number integer)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO supervision_datedtally (region_id, counted, "on", department_id, key, number, is_sum)
        VALUES (region, counted, day, department, key, number, false)
$$;
"""
ADD_NO_MORE = "DROP FUNCTION supervision_add(bigint, text, date, bigint, text, integer);"

# An open limit by its last day; one of which is known how it went by the month of the day on which that was known.
LIMITS = """
CREATE FUNCTION supervision_date_limit(clock deadlines_clock, number integer) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    known date;
    went text;
BEGIN
    IF clock.status IN ('running', 'paused') THEN
        PERFORM supervision_add(clock.region_id, 'open', clock.due_on, clock.obligor_id,
            clock.code || CASE clock.status WHEN 'paused' THEN ' paused' ELSE '' END, number);
    END IF;
    IF clock.breached_on IS NOT NULL THEN
        known := clock.breached_on;
        went := 'late';
    ELSIF clock.status = 'met' THEN
        known := clock.stopped_on;
        went := 'kept';
    ELSE
        RETURN;
    END IF;
    PERFORM supervision_add(clock.region_id, went, date_trunc('month', known)::date, clock.obligor_id, clock.code, number);
    IF clock.code = 'K-12' THEN
        PERFORM supervision_add(clock.region_id, went || '_week', date_trunc('week', known)::date, clock.obligor_id, clock.code, number);
    END IF;
END $$;

CREATE FUNCTION supervision_date_limits() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.status, OLD.due_on, OLD.breached_on) IS NOT DISTINCT FROM (NEW.status, NEW.due_on, NEW.breached_on) THEN
            RETURN NULL;
        END IF;
        PERFORM supervision_date_limit(OLD, -1);
    END IF;
    PERFORM supervision_date_limit(NEW, 1);
    IF NEW.status IN ('met', 'breached') THEN
        INSERT INTO supervision_spent (clock_id, region_id, code, obligor_id, stopped_on, was_late, calendar_version)
            VALUES (NEW.id, NEW.region_id, NEW.code, NEW.obligor_id, NEW.stopped_on, NEW.status = 'breached', '');
    END IF;
    RETURN NULL;
END $$;

-- A clock is never deleted, and one that is finished never changes.
CREATE TRIGGER supervision_limit_dated AFTER INSERT OR UPDATE OF status, due_on, breached_on ON deadlines_clock
    FOR EACH ROW EXECUTE FUNCTION supervision_date_limits();
"""
LIMITS_NO_MORE = """
DROP TRIGGER supervision_limit_dated ON deadlines_clock;
DROP FUNCTION supervision_date_limits();
DROP FUNCTION supervision_date_limit(deadlines_clock, integer);
"""

DAYS = """
CREATE FUNCTION supervision_count_spent(spent supervision_spent, number integer) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    month date := date_trunc('month', spent.stopped_on)::date;
BEGIN
    IF spent.days IS NULL THEN
        RETURN;
    END IF;
    PERFORM supervision_add(spent.region_id, 'took', month, spent.obligor_id, spent.code || ' ' || spent.days, number);
    IF spent.unit_days IS NOT NULL THEN
        PERFORM supervision_add(spent.region_id, 'of_court', month, spent.obligor_id, spent.code, number * spent.court_days);
        PERFORM supervision_add(spent.region_id, 'of_bureau', month, spent.obligor_id, spent.code, number * spent.bureau_days);
        PERFORM supervision_add(spent.region_id, 'of_unit', month, spent.obligor_id, spent.code, number * spent.unit_days);
    END IF;
END $$;

CREATE FUNCTION supervision_count_days() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM supervision_count_spent(OLD, -1);
    PERFORM supervision_count_spent(NEW, 1);
    RETURN NULL;
END $$;

CREATE TRIGGER supervision_days_counted AFTER UPDATE ON supervision_spent
    FOR EACH ROW EXECUTE FUNCTION supervision_count_days();
"""
DAYS_NO_MORE = """
DROP TRIGGER supervision_days_counted ON supervision_spent;
DROP FUNCTION supervision_count_days();
DROP FUNCTION supervision_count_spent(supervision_spent, integer);
"""

# The ledger says when a case came to a state. The first time counts: a case that is sent back and returns is one case.
REACHED = """
CREATE FUNCTION supervision_note_reached() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one bigint := split_part(NEW.object, ':', 2)::bigint;
    day date := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF NEW.entity = 'case' THEN
        INSERT INTO supervision_reached (region_id, case_id, state, "on", reasons)
            SELECT c.region_id, c.id, NEW.to_state, day, CASE NEW.to_state
                WHEN 'not_accepted' THEN ARRAY[c.decline_reason]
                WHEN 'rejected' THEN d.reason_codes
                ELSE '{}' END
            FROM cases_case AS c LEFT JOIN cases_decision AS d ON d.id = c.decision_id WHERE c.id = one
            ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO supervision_reached (region_id, case_id, department_id, state, "on", reasons)
            SELECT c.region_id, c.id, r.department_id, NEW.to_state, day, '{}'
            FROM recognition_recognition AS r JOIN cases_case AS c ON c.id = r.case_id WHERE r.id = one
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER supervision_state_reached AFTER INSERT ON ledger_event FOR EACH ROW
    WHEN (NEW.from_state <> NEW.to_state AND (
        NEW.entity = 'case' AND NEW.to_state IN ('submitted', 'accepted', 'approved', 'certified', 'received', 'distributed',
            'recognized_all', 'closed_with_refusals', 'not_accepted', 'rejected', 'lapsed', 'withdrawn', 'revoked')
        OR NEW.entity = 'recognition' AND NEW.to_state IN ('recognized', 'partial', 'refused')))
    EXECUTE FUNCTION supervision_note_reached();

CREATE FUNCTION supervision_count_reached() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    reason text;
BEGIN
    PERFORM supervision_add(NEW.region_id, 'reached', date_trunc('month', NEW."on")::date, NEW.department_id, NEW.state, 1);
    FOREACH reason IN ARRAY NEW.reasons LOOP
        PERFORM supervision_add(NEW.region_id, 'reason', date_trunc('month', NEW."on")::date, NULL, NEW.state || ' ' || reason, 1);
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER supervision_reached_counted AFTER INSERT ON supervision_reached
    FOR EACH ROW EXECUTE FUNCTION supervision_count_reached();
"""
REACHED_NO_MORE = """
DROP TRIGGER supervision_reached_counted ON supervision_reached;
DROP FUNCTION supervision_count_reached();
DROP TRIGGER supervision_state_reached ON ledger_event;
DROP FUNCTION supervision_note_reached();
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_tally"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(ADD, ADD_NO_MORE),
        migrations.RunSQL(LIMITS, LIMITS_NO_MORE),
        migrations.RunSQL(DAYS, DAYS_NO_MORE),
        migrations.RunSQL(REACHED, REACHED_NO_MORE),
    ]
