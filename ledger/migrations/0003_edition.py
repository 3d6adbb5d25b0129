from django.db import migrations

# Each transaction that changes something kept has a line of its own, so that none waits for another; all lines that a
# reader sees, taken together, are its edition. It is no model's table: a test that empties those must not empty this.
EDITION = """
CREATE TABLE ledger_edition (changed_by xid8 PRIMARY KEY, stamp bigint NOT NULL);

CREATE FUNCTION ledger_renew_edition() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_edition VALUES (pg_current_xact_id(), hashtextextended(gen_random_uuid()::text, 0))
        ON CONFLICT (changed_by) DO UPDATE SET stamp = EXCLUDED.stamp;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [migrations.RunSQL(EDITION, "DROP FUNCTION ledger_renew_edition(); DROP TABLE ledger_edition;")]
