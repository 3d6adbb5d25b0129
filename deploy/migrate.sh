#!/bin/sh
# Runs once before the portal starts. The checks refuse an unsafe setting or a superuser before anything is changed.
set -eu
python manage.py check --deploy --database default --fail-level WARNING
python manage.py migrate --no-input
python manage.py createcachetable
python manage.py grant_rights
python manage.py collectstatic --no-input --ignore 'tabler-nodes-*.json' --verbosity 0
