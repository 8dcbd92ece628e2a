#!/bin/bash
# Archives, backs up, verifies and restores a PostgreSQL of its own in a throw-away container, through the repository
# that /bench/pgbackrest.conf names. Each line of the output is a step and its milliseconds.
set -euo pipefail

export PGDATA=/tmp/pgdata PGHOST=/tmp PGUSER=postgres PGBACKREST_CONFIG=/bench/pgbackrest.conf

timed() {
    local name=$1 begin
    shift
    begin=$(date +%s%3N)
    "$@" >/tmp/output 2>&1 || { echo "$name failed:"; cat /tmp/output; exit 1; } >&2
    echo "$name $(($(date +%s%3N) - begin))"
}

sum() { psql -qAtc "select count(*), sum(hashtext(content)) from bench" postgres; }

initdb --username=postgres --auth=trust >/tmp/output
cat >>"$PGDATA/postgresql.conf" <<'CONF'
listen_addresses = ''
unix_socket_directories = '/tmp'
archive_mode = on
archive_command = 'pgbackrest --stanza=main archive-push %p'
CONF
pg_ctl --wait --log=/tmp/log start >/tmp/output
psql -qc "create table bench as select repeat(md5(n::text), 20) as content from generate_series(1, 200000) as n" postgres

pgbackrest=(pgbackrest --stanza=main)
timed stanza-create "${pgbackrest[@]}" stanza-create
timed check "${pgbackrest[@]}" check
timed full-backup "${pgbackrest[@]}" --type=full backup
psql -qc "insert into bench select repeat(md5(n::text), 20) from generate_series(200001, 220000) as n" postgres
timed incremental-backup "${pgbackrest[@]}" --type=incr backup
psql -qc "insert into bench values ('after the backups')" -c "select pg_switch_wal()" postgres >/tmp/output
before=$(sum)
timed check-again "${pgbackrest[@]}" check
timed verify "${pgbackrest[@]}" --output=text --verbose verify
grep -q 'status: ok' /tmp/output || { cat /tmp/output; exit 1; } >&2
pg_ctl --wait --mode=fast stop >/tmp/output
rm -r "$PGDATA"
timed restore "${pgbackrest[@]}" restore
pg_ctl --wait --log=/tmp/log start >/tmp/output
until [[ $(psql -qAtc "select pg_is_in_recovery()" postgres) == f ]]; do sleep 0.1; done
[[ $(sum) == "$before" ]] || { echo "restored $(sum) instead of $before"; exit 1; } >&2
timed expire "${pgbackrest[@]}" --repo1-retention-full=1 expire
