from django.db import migrations

# A schema of its own: what a released database holds, and what verify_ledger compares, is `public`; production has no such schema.
# One row in demo.clock says that this database is a demo's, and by how much its time is ahead. The loader of the story puts it there,
# as the owner; whoever serves may only move it on. Moving renews the edition: a moment that began before writes nothing any more.
CLOCK = """
CREATE SCHEMA demo;

CREATE TABLE demo.clock (
    is_demo boolean PRIMARY KEY DEFAULT true CHECK (is_demo),
    seconds bigint NOT NULL DEFAULT 0 CHECK (seconds BETWEEN 0 AND 400 * 86400)
);

CREATE FUNCTION demo.only_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.seconds >= OLD.seconds THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the time of a demo only moves on' USING ERRCODE = 'check_violation', CONSTRAINT = 'demo_clock_only_forward';
END $$;

CREATE TRIGGER only_forward BEFORE UPDATE OR DELETE ON demo.clock FOR EACH ROW EXECUTE FUNCTION demo.only_forward();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON demo.clock FOR EACH STATEMENT EXECUTE FUNCTION demo.only_forward();
CREATE TRIGGER renews_edition AFTER INSERT OR UPDATE ON demo.clock FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_renew_edition();

CREATE FUNCTION demo.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + make_interval(secs => coalesce((SELECT seconds FROM demo.clock), 0))
$$;

CREATE TABLE demo.journey (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    since timestamptz NOT NULL,
    target timestamptz NOT NULL CHECK (target > since),
    reached timestamptz NOT NULL CHECK (reached BETWEEN since AND target),
    done jsonb NOT NULL DEFAULT '{}',
    failed integer NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz,
    ended_at timestamptz
);
CREATE UNIQUE INDEX one_at_a_time ON demo.journey ((true)) WHERE ended_at IS NULL;

GRANT USAGE ON SCHEMA demo TO PUBLIC;
GRANT SELECT, UPDATE ON demo.clock TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON demo.journey TO PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_edition")]

    operations = [migrations.RunSQL(CLOCK, "DROP SCHEMA demo CASCADE")]
