"""The journal takes new entries and nothing else."""

from django.db import migrations

# TRUNCATE is let through in a database that Django's test runner made ("test_…"): it empties tables between tests
# that need real commits. UPDATE and DELETE are never let through.
FORWARD = """
CREATE FUNCTION bedrock_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'Correct a mistake by a new act; entries are never changed.';
END
$$;
CREATE TRIGGER bedrock_journal_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON bedrock_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION bedrock_journal_is_append_only();
"""
BACKWARD = """
DROP TRIGGER bedrock_journal_is_append_only ON bedrock_journalentry;
DROP FUNCTION bedrock_journal_is_append_only();
"""


class Migration(migrations.Migration):
    """Trigger on the journal."""

    dependencies = [("bedrock", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
