#!/bin/sh
# Starts PostgreSQL as the official image does, as far as compose files of tests ask for it: the variables POSTGRES_PASSWORD,
# POSTGRES_USER, POSTGRES_DB, POSTGRES_HOST_AUTH_METHOD, POSTGRES_INITDB_ARGS and PGDATA, and options after the image's name.
set -eu

case ${1:-} in -*) set -- postgres "$@" ;; esac
if [ "${1:-}" != postgres ]; then exec "$@"; fi

# PostgreSQL refuses to run as root, and what is mounted on the data folder belongs to root.
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chown -R postgres:postgres "$PGDATA"
  exec start-stop-daemon -S -c postgres:postgres -x "$0" -- "$@"
fi

# Process 1 ignores the signals that it does not handle, and nobody should wait for a set-up that is not wanted any more.
trap 'exit 130' INT
trap 'exit 143' TERM

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "$method" != trust ]; then
    echo 'postgres: set POSTGRES_PASSWORD, or POSTGRES_HOST_AUTH_METHOD=trust to let everybody in without a password.' >&2
    exit 1
  fi
  # The arguments are words of their own; a test's data need not outlive a power cut.
  # shellcheck disable=SC2086
  printf '%s\n' "${POSTGRES_PASSWORD:-}" |
    initdb --no-sync --auth=trust --username="$user" --pwfile=/dev/stdin ${POSTGRES_INITDB_ARGS:-}
  echo "host all all all $method" >>"$PGDATA/pg_hba.conf"
  if [ "$database" != postgres ]; then
    quoted=$(printf '%s' "$database" | sed 's/"/""/g')
    echo "CREATE DATABASE \"$quoted\"" | postgres --single -F -D "$PGDATA" postgres >/dev/null
  fi
fi

exec "$@"
