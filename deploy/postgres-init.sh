#!/bin/sh
# First start of the database: the portal's role owns its database and is no superuser.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE creditrepair LOGIN PASSWORD :'password';
CREATE DATABASE creditrepair OWNER creditrepair;
SQL
