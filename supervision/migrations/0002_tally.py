from django.db import migrations

# Every change adds a line of its own: a counter that is counted up would make each step wait for the one before.
COUNT = """
CREATE FUNCTION supervision_count_cases() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.region_id, OLD.state) = (NEW.region_id, NEW.state) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO supervision_tally (region_id, counted, key, number) VALUES (OLD.region_id, 'case', OLD.state, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO supervision_tally (region_id, counted, key, number) VALUES (NEW.region_id, 'case', NEW.state, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER supervision_case_counted AFTER INSERT OR DELETE OR UPDATE OF region_id, state ON cases_case
    FOR EACH ROW EXECUTE FUNCTION supervision_count_cases();

CREATE FUNCTION supervision_count_answers() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    region bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.case_id, OLD.department_id, OLD.state) = (NEW.case_id, NEW.department_id, NEW.state) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT region_id INTO region FROM cases_case WHERE id = OLD.case_id;
        INSERT INTO supervision_tally (region_id, counted, department_id, key, number)
            VALUES (region, 'recognition', OLD.department_id, OLD.state, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT region_id INTO region FROM cases_case WHERE id = NEW.case_id;
        INSERT INTO supervision_tally (region_id, counted, department_id, key, number)
            VALUES (region, 'recognition', NEW.department_id, NEW.state, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER supervision_answer_counted AFTER INSERT OR DELETE OR UPDATE OF case_id, department_id, state ON recognition_recognition
    FOR EACH ROW EXECUTE FUNCTION supervision_count_answers();

-- How a limit stands, as far as it is counted: met, breached, or past its last day and not done yet.
CREATE FUNCTION supervision_standing(clock deadlines_clock) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT clock.code || ' ' || CASE
        WHEN clock.status IN ('met', 'breached') THEN clock.status
        WHEN clock.status = 'running' AND clock.breached_on IS NOT NULL THEN 'overdue'
    END
$$;

CREATE FUNCTION supervision_count_limits() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    before text;
    after text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := supervision_standing(OLD);
    END IF;
    after := supervision_standing(NEW);
    IF before IS NOT DISTINCT FROM after THEN
        RETURN NULL;
    END IF;
    IF before IS NOT NULL THEN
        INSERT INTO supervision_tally (region_id, counted, department_id, key, number)
            VALUES (OLD.region_id, 'clock', OLD.obligor_id, before, -1);
    END IF;
    IF after IS NOT NULL THEN
        INSERT INTO supervision_tally (region_id, counted, department_id, key, number)
            VALUES (NEW.region_id, 'clock', NEW.obligor_id, after, 1);
    END IF;
    RETURN NULL;
END $$;

-- A clock is never deleted.
CREATE TRIGGER supervision_limit_counted AFTER INSERT OR UPDATE OF status, breached_on ON deadlines_clock
    FOR EACH ROW EXECUTE FUNCTION supervision_count_limits();
"""
COUNT_NO_MORE = """
DROP TRIGGER supervision_limit_counted ON deadlines_clock;
DROP TRIGGER supervision_answer_counted ON recognition_recognition;
DROP TRIGGER supervision_case_counted ON cases_case;
DROP FUNCTION supervision_count_limits();
DROP FUNCTION supervision_standing(deadlines_clock);
DROP FUNCTION supervision_count_answers();
DROP FUNCTION supervision_count_cases();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0001_tables"),
        ("cases", "0003_guards"),
        ("deadlines", "0002_guards"),
        ("recognition", "0002_guards"),
    ]

    operations = [migrations.RunSQL(COUNT, COUNT_NO_MORE)]
