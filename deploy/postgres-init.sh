#!/bin/sh
# First start of the database: one role owns it, another one serves and gets its rights from `manage.py grant_rights`.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --set owner="$DATABASE_OWNER_PASSWORD" <<'SQL'
CREATE ROLE creditrepair LOGIN PASSWORD :'owner';
CREATE ROLE creditrepair_app LOGIN PASSWORD :'password';
CREATE DATABASE creditrepair OWNER creditrepair;
SQL
