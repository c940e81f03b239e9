#!/usr/bin/env bash
# Makes the two roles and the database that docs/operations.md describes. The official PostgreSQL image runs it once,
# when its data folder is empty; elsewhere run it as a superuser. It takes the two passwords from the environment:
#
#   GIFTCARDS_OWNER_PASSWORD=… GIFTCARDS_APP_PASSWORD=… eng/postgres-init.sh
#
# giftcards_owner owns the tables and changes them on an upgrade. giftcards_app reads and writes rows, and cannot lift
# the triggers that keep the journal as it was written.
set -euo pipefail
: "${GIFTCARDS_OWNER_PASSWORD:?is not set}" "${GIFTCARDS_APP_PASSWORD:?is not set}"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password GIFTCARDS_OWNER_PASSWORD
\getenv app_password GIFTCARDS_APP_PASSWORD
CREATE ROLE giftcards_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE giftcards_app LOGIN PASSWORD :'app_password';
CREATE DATABASE giftcards OWNER giftcards_owner;
REVOKE ALL ON DATABASE giftcards FROM PUBLIC;
GRANT CONNECT ON DATABASE giftcards TO giftcards_app;
\connect giftcards
GRANT USAGE ON SCHEMA public TO giftcards_app;
ALTER DEFAULT PRIVILEGES FOR ROLE giftcards_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO giftcards_app;
ALTER DEFAULT PRIVILEGES FOR ROLE giftcards_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO giftcards_app;
SQL
