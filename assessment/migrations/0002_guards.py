from django.db import migrations

from ledger.sql import guard_state

# An indicator may only be retired: the cards that it counted for keep what it said.
INDICATOR_IS_FROZEN = """
CREATE FUNCTION assessment_indicator_is_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.is_current OR NOT OLD.is_current
        OR to_jsonb(NEW) - 'is_current' - 'retired_on' <> to_jsonb(OLD) - 'is_current' - 'retired_on' THEN
        RAISE EXCEPTION 'indicator % v% cannot change, only be followed by a new version', OLD.code, OLD.version
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER assessment_indicator_frozen BEFORE UPDATE OR DELETE ON assessment_indicator
    FOR EACH ROW EXECUTE FUNCTION assessment_indicator_is_frozen();
CREATE TRIGGER assessment_indicator_kept BEFORE TRUNCATE ON assessment_indicator
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
THAW_INDICATOR = """
DROP TRIGGER assessment_indicator_kept ON assessment_indicator;
DROP TRIGGER assessment_indicator_frozen ON assessment_indicator;
DROP FUNCTION assessment_indicator_is_frozen();
"""

# A card is its bytes: digest and score are those of the content, and whatever is locked stays as it is.
CARD_IS_WHAT_IT_SAYS = """
ALTER TABLE assessment_scorecard ADD CONSTRAINT scorecard_digest_of_content
    CHECK (content_sha256 = encode(sha256(content), 'hex'));
ALTER TABLE assessment_scorecard ADD CONSTRAINT scorecard_score_of_content
    CHECK (score IS NOT DISTINCT FROM (convert_from(content, 'UTF8')::jsonb ->> 'total')::integer);
"""
CARD_SAYS_ANYTHING = """
ALTER TABLE assessment_scorecard DROP CONSTRAINT scorecard_score_of_content;
ALTER TABLE assessment_scorecard DROP CONSTRAINT scorecard_digest_of_content;
"""
LOCKED_STAYS = """
CREATE FUNCTION assessment_locked_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'locked' THEN
        RAISE EXCEPTION '% % is locked or may not vanish', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER assessment_scorecard_locked BEFORE UPDATE OR DELETE ON assessment_scorecard
    FOR EACH ROW EXECUTE FUNCTION assessment_locked_stays();
CREATE TRIGGER assessment_scorecard_kept BEFORE TRUNCATE ON assessment_scorecard
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER assessment_assessment_locked BEFORE UPDATE OR DELETE ON assessment_assessment
    FOR EACH ROW EXECUTE FUNCTION assessment_locked_stays();
CREATE TRIGGER assessment_assessment_kept BEFORE TRUNCATE ON assessment_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION assessment_card_comes_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM assessment_assessment WHERE id = NEW.assessment_id AND state = 'counting';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'assessment % is not being counted', NEW.assessment_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER assessment_scorecard_in_time BEFORE INSERT ON assessment_scorecard
    FOR EACH ROW EXECUTE FUNCTION assessment_card_comes_in_time();
"""
LET_GO = """
DROP TRIGGER assessment_scorecard_in_time ON assessment_scorecard;
DROP FUNCTION assessment_card_comes_in_time();
DROP TRIGGER assessment_assessment_kept ON assessment_assessment;
DROP TRIGGER assessment_assessment_locked ON assessment_assessment;
DROP TRIGGER assessment_scorecard_kept ON assessment_scorecard;
DROP TRIGGER assessment_scorecard_locked ON assessment_scorecard;
DROP FUNCTION assessment_locked_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_tables"), ("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(INDICATOR_IS_FROZEN, THAW_INDICATOR),
        migrations.RunSQL(CARD_IS_WHAT_IT_SAYS, CARD_SAYS_ANYTHING),
        migrations.RunSQL(LOCKED_STAYS, LET_GO),
        migrations.RunSQL(*guard_state("assessment_assessment", "assessment")),
        migrations.RunSQL(*guard_state("assessment_scorecard", "scorecard")),
    ]
