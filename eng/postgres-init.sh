#!/usr/bin/env bash
# Makes the two roles and the database that docs/operations.md describes. The official PostgreSQL image runs it once,
# when its data folder is empty; elsewhere run it as a superuser. It takes the two passwords from the environment:
#
#   GIFTCARDS_OWNER_PASSWORD=… GIFTCARDS_APP_PASSWORD=… eng/postgres-init.sh
#
# giftcards_owner owns the tables and changes them on an upgrade. giftcards_app is given its rights table by table,
# whenever the owner has brought the tables up to date: it reads and writes rows, it has no right to change or remove
# those of the journal, and row-level security confines its sessions. So it gets nothing here but the way in.
set -euo pipefail
: "${GIFTCARDS_OWNER_PASSWORD:?is not set}" "${GIFTCARDS_APP_PASSWORD:?is not set}"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password GIFTCARDS_OWNER_PASSWORD
\getenv app_password GIFTCARDS_APP_PASSWORD
CREATE ROLE giftcards_owner LOGIN NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE giftcards_app LOGIN NOBYPASSRLS PASSWORD :'app_password';
CREATE DATABASE giftcards OWNER giftcards_owner;
REVOKE ALL ON DATABASE giftcards FROM PUBLIC;
GRANT CONNECT ON DATABASE giftcards TO giftcards_app;
SQL
