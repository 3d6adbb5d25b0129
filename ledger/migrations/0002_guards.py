from django.db import migrations

from ledger.sql import append_only

REFUSE_CHANGE = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the table is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

# The search path is fixed so that a temporary table named ledger_event cannot stand in front of the real one.
EXTEND_CHAIN = """
CREATE FUNCTION ledger_extend_chain() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    head record;
    known record;
BEGIN
    SELECT seq, hash INTO head FROM ledger_event WHERE stream = NEW.stream ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(head.seq, 0) + 1 OR NEW.prev_hash <> coalesce(head.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'event %#% does not continue the chain, whose last line is %', NEW.stream, NEW.seq, coalesce(head.seq, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.body_sha <> encode(sha256(NEW.body_bytes), 'hex') THEN
        RAISE EXCEPTION 'event %#%: body and digest differ', NEW.stream, NEW.seq
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.entity IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT starts_with(NEW.object, NEW.entity || ':') THEN
        RAISE EXCEPTION 'event %#%: object % is no %', NEW.stream, NEW.seq, NEW.object, NEW.entity
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT stream, to_state INTO known FROM ledger_event
        WHERE object = NEW.object AND entity IS NOT NULL ORDER BY seq DESC LIMIT 1;
    IF known.stream IS NOT NULL AND known.stream <> NEW.stream THEN
        RAISE EXCEPTION 'the states of % are recorded in stream %, not %', NEW.object, known.stream, NEW.stream
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.from_state <> coalesce(known.to_state, '') THEN
        RAISE EXCEPTION 'event %#%: % is in state "%", not "%"',
            NEW.stream, NEW.seq, NEW.object, coalesce(known.to_state, ''), NEW.from_state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_event_extends_chain BEFORE INSERT ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION ledger_extend_chain();
"""

# MATCH SIMPLE: a line whose state columns are NULL passes.
LAWFUL = """
ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_lawful
    FOREIGN KEY (entity, action, from_state, to_state)
    REFERENCES ledger_allowedtransition (entity, action, from_state, to_state) MATCH SIMPLE;
"""

STATE_IS_RECORDED = """
CREATE FUNCTION ledger_assert_recorded(guarded regclass, kind text, key text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    -- Scalars of fixed types: a record would take the types of the first table it met in a session.
    subject text;
    state text;
    changes bigint;
    recorded_state text;
    recorded_changes bigint;
BEGIN
    EXECUTE format('SELECT id::text, state::text, state_seq::bigint FROM %s WHERE id = %L', guarded, key)
        INTO subject, state, changes;
    SELECT count(*), (array_agg(to_state ORDER BY seq DESC))[1] INTO recorded_changes, recorded_state
        FROM ledger_event WHERE object = kind || ':' || key AND entity IS NOT NULL;
    IF subject IS NULL THEN
        IF recorded_changes > 0 THEN
            RAISE EXCEPTION '% %:% is in the ledger but not in its table', guarded, kind, key USING ERRCODE = 'check_violation';
        END IF;
    ELSIF state IS DISTINCT FROM recorded_state OR changes IS DISTINCT FROM recorded_changes THEN
        RAISE EXCEPTION '% %:% has state "%" after % changes, the ledger records "%" after %',
            guarded, kind, key, state, changes, coalesce(recorded_state, ''), recorded_changes
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION ledger_state_is_recorded() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM ledger_assert_recorded(TG_RELID::regclass, TG_ARGV[0], OLD.id::text);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.id IS DISTINCT FROM OLD.id) THEN
        PERFORM ledger_assert_recorded(TG_RELID::regclass, TG_ARGV[0], NEW.id::text);
    END IF;
    RETURN NULL;
END $$;

-- The other direction: a recorded change that no row took over. Which table that is, the guards themselves say.
CREATE FUNCTION ledger_event_is_applied() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    guarded regclass;
BEGIN
    SELECT tgrelid::regclass INTO guarded FROM pg_trigger
        WHERE tgfoid = 'ledger_state_is_recorded'::regproc AND tgargs = convert_to(NEW.entity, 'UTF8') || '\\x00'::bytea
        LIMIT 1;
    IF guarded IS NOT NULL THEN
        PERFORM ledger_assert_recorded(guarded, NEW.entity, substr(NEW.object, length(NEW.entity) + 2));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_event_applied AFTER INSERT ON ledger_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.entity IS NOT NULL)
    EXECUTE FUNCTION ledger_event_is_applied();
"""

FUNCTIONS = ("ledger_event_is_applied()", "ledger_state_is_recorded()", "ledger_assert_recorded(regclass, text, text)")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION ledger_refuse_change()"),
        migrations.RunSQL(*append_only("ledger_event")),
        migrations.RunSQL(
            EXTEND_CHAIN,
            "DROP TRIGGER ledger_event_extends_chain ON ledger_event; DROP FUNCTION ledger_extend_chain()",
        ),
        migrations.RunSQL(LAWFUL, "ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_lawful"),
        migrations.RunSQL(
            STATE_IS_RECORDED,
            "DROP TRIGGER ledger_event_applied ON ledger_event;" + "".join(f"DROP FUNCTION {function};" for function in FUNCTIONS),
        ),
    ]
