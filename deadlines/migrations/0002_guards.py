from django.db import migrations

from ledger.sql import append_only

# Code and region stand at the clock for its indexes; the keys hold them to its rule.
RULE_OF_CLOCK = """
ALTER TABLE deadlines_deadlinerule ADD CONSTRAINT deadlines_rule_id_code UNIQUE (id, code);
ALTER TABLE deadlines_clock ADD CONSTRAINT deadlines_clock_rule_code
    FOREIGN KEY (rule_id, code) REFERENCES deadlines_deadlinerule (id, code);
ALTER TABLE deadlines_deadlinerule ADD CONSTRAINT deadlines_rule_id_region UNIQUE (id, region_id);
ALTER TABLE deadlines_clock ADD CONSTRAINT deadlines_clock_rule_region
    FOREIGN KEY (rule_id, region_id) REFERENCES deadlines_deadlinerule (id, region_id);
"""
LET_GO_OF_RULE = """
ALTER TABLE deadlines_clock DROP CONSTRAINT deadlines_clock_rule_region;
ALTER TABLE deadlines_deadlinerule DROP CONSTRAINT deadlines_rule_id_region;
ALTER TABLE deadlines_clock DROP CONSTRAINT deadlines_clock_rule_code;
ALTER TABLE deadlines_deadlinerule DROP CONSTRAINT deadlines_rule_id_code;
"""

# A rule may only be retired; an open clock may move, a finished one never, and what a clock is about never changes.
FROZEN = """
CREATE FUNCTION deadlines_rule_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.is_current OR to_jsonb(NEW) - 'is_current' <> to_jsonb(OLD) - 'is_current' THEN
        RAISE EXCEPTION 'deadline rule % v% cannot change, only be followed by a new version', OLD.code, OLD.version
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER deadlines_rule_frozen BEFORE UPDATE OR DELETE ON deadlines_deadlinerule
    FOR EACH ROW EXECUTE FUNCTION deadlines_rule_is_frozen();

CREATE FUNCTION deadlines_rung_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.is_current OR to_jsonb(NEW) - 'is_current' <> to_jsonb(OLD) - 'is_current' THEN
        RAISE EXCEPTION 'rung % v% cannot change, only be followed by a new version', OLD.key, OLD.version
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER deadlines_rung_frozen BEFORE UPDATE OR DELETE ON deadlines_ladderrung
    FOR EACH ROW EXECUTE FUNCTION deadlines_rung_is_frozen();

CREATE FUNCTION deadlines_clock_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status IN ('met', 'breached', 'void')
        OR to_jsonb(NEW) - ARRAY['due_on', 'provisional', 'calendar_version', 'status', 'stopped_on', 'breached_on', 'next_rung_at']
        <> to_jsonb(OLD) - ARRAY['due_on', 'provisional', 'calendar_version', 'status', 'stopped_on', 'breached_on', 'next_rung_at'] THEN
        RAISE EXCEPTION 'clock % cannot change that way', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER deadlines_clock_frozen BEFORE UPDATE OR DELETE ON deadlines_clock
    FOR EACH ROW EXECUTE FUNCTION deadlines_clock_is_frozen();
"""

# Order makes overlapping pauses impossible: one is over before the next begins, and days never run backwards.
EVENT_ORDER = """
CREATE FUNCTION deadlines_event_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    earlier record;
    today date := (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    SELECT
        count(*) AS events,
        bool_or(kind IN ('stop', 'void')) AS is_over,
        count(*) FILTER (WHERE kind = 'pause') > count(*) FILTER (WHERE kind = 'resume') AS is_paused,
        max(effective_on) FILTER (WHERE kind IN ('start', 'pause', 'resume')) AS latest,
        min(effective_on) FILTER (WHERE kind = 'start') AS started
    INTO earlier FROM deadlines_clockevent WHERE clock_id = NEW.clock_id;
    IF NEW.seq <> earlier.events + 1 OR (NEW.kind = 'start') <> (NEW.seq = 1) OR earlier.is_over
        OR (NEW.kind = 'pause' AND earlier.is_paused)
        OR (NEW.kind = 'resume' AND NOT earlier.is_paused)
        OR (NEW.kind IN ('pause', 'resume', 'stop', 'void') AND (NEW.effective_on < earlier.latest OR NEW.effective_on > today))
        OR (NEW.kind = 'exclude' AND (NEW.effective_on <= earlier.started OR NEW.effective_on + NEW.days - 1 > today))
    THEN
        RAISE EXCEPTION 'clock %: event % (% on %) does not follow the earlier ones', NEW.clock_id, NEW.seq, NEW.kind, NEW.effective_on
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER deadlines_clockevent_follows BEFORE INSERT ON deadlines_clockevent
    FOR EACH ROW EXECUTE FUNCTION deadlines_event_follows();
"""

# The days that are not charged, so that the exclusion constraint of their table sees them; nobody else writes there.
UNCHARGED = """
CREATE FUNCTION deadlines_keep_uncharged() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'pause' THEN
        INSERT INTO deadlines_unchargedspan (clock_id, days) VALUES (NEW.clock_id, daterange(NEW.effective_on, NULL));
    ELSIF NEW.kind = 'exclude' THEN
        INSERT INTO deadlines_unchargedspan (clock_id, days)
            VALUES (NEW.clock_id, daterange(NEW.effective_on, NEW.effective_on + NEW.days));
    ELSE
        UPDATE deadlines_unchargedspan SET days = daterange(lower(days), NEW.effective_on)
            WHERE clock_id = NEW.clock_id AND upper_inf(days) AND NOT isempty(days);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER deadlines_clockevent_uncharged AFTER INSERT ON deadlines_clockevent
    FOR EACH ROW WHEN (NEW.kind IN ('pause', 'exclude', 'resume', 'stop', 'void')) EXECUTE FUNCTION deadlines_keep_uncharged();

CREATE FUNCTION deadlines_uncharged_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the days that a clock does not charge follow its events' USING ERRCODE = 'restrict_violation';
END $$;

-- Only the trigger of an event comes from inside a trigger.
CREATE TRIGGER deadlines_unchargedspan_kept BEFORE INSERT OR UPDATE OR DELETE ON deadlines_unchargedspan
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION deadlines_uncharged_is_kept();
"""

# At commit a clock says what its events say: nobody moves a date by hand.
CLOCK_FOLLOWS_EVENTS = """
CREATE FUNCTION deadlines_assert_recorded(one bigint) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    clock record;
    event record;
    expected text;
    late date;
BEGIN
    SELECT * INTO clock FROM deadlines_clock WHERE id = one;
    SELECT
        (array_agg(due_on ORDER BY seq DESC))[1] AS due_on,
        min(effective_on) FILTER (WHERE kind = 'start') AS started_on,
        min(effective_on) FILTER (WHERE kind IN ('stop', 'void')) AS stopped_on,
        bool_or(kind = 'stop') AS is_stopped,
        bool_or(kind = 'void') AS is_void,
        count(*) FILTER (WHERE kind = 'pause') > count(*) FILTER (WHERE kind = 'resume') AS is_paused,
        max(effective_on) FILTER (WHERE kind = 'pause') AS paused_on,
        max(effective_on) FILTER (WHERE kind = 'breach') AS breached_on
    INTO event FROM deadlines_clockevent WHERE clock_id = one;
    expected := CASE
        WHEN event.is_void THEN 'void'
        WHEN event.is_stopped THEN
            CASE WHEN event.stopped_on <= clock.due_on OR (event.is_paused AND event.paused_on <= clock.due_on)
                THEN 'met' ELSE 'breached' END
        WHEN event.is_paused THEN 'paused'
        ELSE 'running'
    END;
    late := CASE
        WHEN expected = 'breached' THEN clock.due_on + 1
        WHEN expected IN ('running', 'paused') AND event.breached_on > clock.due_on THEN event.breached_on
    END;
    IF clock.status IS DISTINCT FROM expected OR clock.breached_on IS DISTINCT FROM late OR clock.due_on IS DISTINCT FROM event.due_on
        OR clock.started_on IS DISTINCT FROM event.started_on OR clock.stopped_on IS DISTINCT FROM event.stopped_on THEN
        RAISE EXCEPTION 'clock % (% until %) is not what its events say (% until %)',
            one, clock.status, clock.due_on, expected, event.due_on USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION deadlines_clock_follows_events() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'deadlines_clock' THEN
        PERFORM deadlines_assert_recorded(NEW.id);
    ELSE
        PERFORM deadlines_assert_recorded(NEW.clock_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER deadlines_clock_recorded AFTER INSERT OR UPDATE ON deadlines_clock
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION deadlines_clock_follows_events();
CREATE CONSTRAINT TRIGGER deadlines_clockevent_recorded AFTER INSERT ON deadlines_clockevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION deadlines_clock_follows_events();
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(RULE_OF_CLOCK, LET_GO_OF_RULE),
        migrations.RunSQL(
            FROZEN,
            "DROP TRIGGER deadlines_rule_frozen ON deadlines_deadlinerule;"
            "DROP TRIGGER deadlines_clock_frozen ON deadlines_clock;"
            "DROP TRIGGER deadlines_rung_frozen ON deadlines_ladderrung; DROP FUNCTION deadlines_rung_is_frozen();"
            "DROP FUNCTION deadlines_rule_is_frozen(); DROP FUNCTION deadlines_clock_is_frozen();",
        ),
        migrations.RunSQL(
            EVENT_ORDER,
            "DROP TRIGGER deadlines_clockevent_follows ON deadlines_clockevent; DROP FUNCTION deadlines_event_follows();",
        ),
        migrations.RunSQL(
            UNCHARGED,
            "DROP TRIGGER deadlines_unchargedspan_kept ON deadlines_unchargedspan;"
            "DROP TRIGGER deadlines_clockevent_uncharged ON deadlines_clockevent;"
            "DROP FUNCTION deadlines_uncharged_is_kept(); DROP FUNCTION deadlines_keep_uncharged();",
        ),
        migrations.RunSQL(
            CLOCK_FOLLOWS_EVENTS,
            "DROP TRIGGER deadlines_clock_recorded ON deadlines_clock;"
            "DROP TRIGGER deadlines_clockevent_recorded ON deadlines_clockevent;"
            "DROP FUNCTION deadlines_clock_follows_events(); DROP FUNCTION deadlines_assert_recorded(bigint);",
        ),
        migrations.RunSQL(*append_only("deadlines_clockevent")),
        migrations.RunSQL(*append_only("deadlines_milestone")),
        migrations.RunSQL(*append_only("deadlines_workcalendar")),
        migrations.RunSQL(*append_only("deadlines_calendarday")),
    ]
