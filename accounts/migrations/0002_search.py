from django.db import migrations

from accounts.grams import indexed

# What a search asks the index for. pg_trgm takes no Chinese character where the locale is C, and knows nothing of one or two
# characters. A gram is kept as a number, mixed with the block of keys that its row is in, so that a search can take one block
# after the other, the newest first, and stop: whoever asks compares the text itself, so two grams with one number do no harm.
# Dear for the planner, so that it never calls it for each row of a table.
GRAMS = """
CREATE FUNCTION accounts_grams(body text, block integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
    this text;
    last text := '';
    before text := '';
    grams integer[] := '{}';
BEGIN
    FOREACH this IN ARRAY string_to_array(upper(body), NULL) LOOP
        grams := grams || ARRAY[hashtext(this) # block, hashtext(last || this) # block, hashtext(before || last || this) # block];
        before := last;
        last := this;
    END LOOP;
    RETURN grams;
END $$;

-- Of a long term some grams of three, since each costs a look into the index: of a number those at its end, where numbers differ,
-- of a name some spread over all of it.
CREATE FUNCTION accounts_grams_asked(term text, is_number boolean) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    wanted text := upper(term);
    width integer := least(length(wanted), 3);
    place integer := 1 + length(wanted) - width;
    step integer := CASE WHEN is_number THEN 2 ELSE greatest(1, (length(wanted) - width + 3) / 4) END;
    grams integer[] := '{}';
BEGIN
    WHILE place > 0 AND cardinality(grams) < 5 LOOP
        grams := grams || hashtext(substr(wanted, place, width));
        place := place - step;
    END LOOP;
    RETURN grams;
END $$;

CREATE FUNCTION accounts_grams_in(grams integer[], block integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    FOR place IN 1..cardinality(grams) LOOP
        grams[place] := grams[place] # block;
    END LOOP;
    RETURN grams;
END $$;
"""
NO_GRAMS = """
DROP FUNCTION accounts_grams_in(integer[], integer);
DROP FUNCTION accounts_grams_asked(text, boolean);
DROP FUNCTION accounts_grams(text, integer);
"""

# A code whose last character does not fit the others is on file only with what a second look at the licence said (GB 32100-2015).
CODES = """
CREATE FUNCTION accounts_uscc_fits(code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, place::integer, 1)) - 1) * weight) % 31 = 0
    FROM unnest(ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]) WITH ORDINALITY AS weights (weight, place)
$$;
ALTER TABLE accounts_enterprise ADD CONSTRAINT enterprise_uscc_fits CHECK (accounts_uscc_fits(uscc) OR uscc_reason <> '');
"""
NO_CODES = """
ALTER TABLE accounts_enterprise DROP CONSTRAINT enterprise_uscc_fits;
DROP FUNCTION accounts_uscc_fits(text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables")]

    operations = [
        migrations.RunSQL(GRAMS, NO_GRAMS),
        migrations.RunSQL(CODES, NO_CODES),
        migrations.RunSQL(*indexed("accounts_enterprise", "name")),
        migrations.RunSQL(*indexed("accounts_enterprise", "uscc")),
        migrations.RunSQL(*indexed("accounts_user", "full_name")),
        migrations.RunSQL(*indexed("accounts_user", "username")),
    ]
