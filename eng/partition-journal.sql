-- Splits the journal's tables into partitions by merchant; see docs/operations.md. Stop the application, run this as
-- the owner, then run the application's `migrate`, which gives the new tables their rights and policies:
--
--   PGOPTIONS="-c giftcards.partitions=16" psql --set ON_ERROR_STOP=1 --file eng/partition-journal.sql giftcards
--
-- One statement, so it happens as a whole or not at all. It needs as much free space again as the journal takes. A
-- table that is split already is left as it is.
DO $$
DECLARE
    parts int := COALESCE(NULLIF(current_setting('giftcards.partitions', true), ''), '16');
    journal text[] := ARRAY['journal_entries', 'postings', 'card_transactions', 'sales'];
    tab text;
    item record;
    making text[];
    linking text[] := ARRAY[]::text[];
    statement text;
    kept bigint;
    copied bigint;
BEGIN
    PERFORM set_config('giftcards.merchant', '*', true);

    -- What refers from one table to another is taken off before the first and put back after the last.
    FOR item IN
        SELECT conrelid::regclass AS tab, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
        WHERE contype = 'f' AND conparentid = 0
            AND (conrelid = ANY(journal::regclass[]) OR confrelid = ANY(journal::regclass[]))
    LOOP
        linking := linking || format('ALTER TABLE %s ADD CONSTRAINT %I %s', item.tab, item.conname, item.definition);
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', item.tab, item.conname);
    END LOOP;

    FOREACH tab IN ARRAY journal LOOP
        CONTINUE WHEN (SELECT relkind FROM pg_class WHERE oid = tab::regclass) = 'p';

        -- Keys, indexes and triggers as they are now, under the names that later migrations know them by.
        making := ARRAY(
            SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', tab, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE conrelid = tab::regclass AND contype IN ('p', 'u')
            UNION ALL
            SELECT pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid = tab::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
            UNION ALL
            SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = tab::regclass AND NOT tgisinternal);
        EXECUTE format('ALTER TABLE %I RENAME TO %I', tab, tab || '_whole');
        EXECUTE format(
            'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY HASH (merchant_id)',
            tab, tab || '_whole');
        FOR part IN 0 .. parts - 1 LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                tab || '_' || part, tab, parts, part);
        END LOOP;
        EXECUTE format('SELECT count(*) FROM %I', tab || '_whole') INTO kept;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', tab, tab || '_whole');
        GET DIAGNOSTICS copied = ROW_COUNT;
        IF copied <> kept THEN
            RAISE EXCEPTION '% has % rows, and % were copied', tab, kept, copied;
        END IF;
        EXECUTE format('DROP TABLE %I', tab || '_whole');
        FOREACH statement IN ARRAY making LOOP
            EXECUTE statement;
        END LOOP;
        EXECUTE format('ANALYZE %I', tab);
    END LOOP;

    FOREACH statement IN ARRAY linking LOOP
        EXECUTE statement;
    END LOOP;
END $$;
