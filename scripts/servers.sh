# Sourced by scripts/test and scripts/test-slow: a PostgreSQL and a Redis for this run alone, and the table of stages.
# Needs scripts/machine.sh. Everything is made below $WORK and taken away at the end, also after Ctrl-C.

STARTED=$SECONDS
WORK=$(mktemp -d /tmp/portal-test.XXXXXX)
mkdir -p "$WORK/stages" "$WORK/var"
POSTGRESQL="" PRODUCTION="" REDIS="" BESIDE=""

# Nothing of the caller's own installation may leak in, or be written to.
unset DATABASE_URL REDIS_URL SECRET_KEY ALLOWED_HOSTS EMAIL_URL DEPLOYMENT DEBUG PORTAL_TODAY PORTAL_ADDRESS \
    DEFAULT_FROM_EMAIL TLS_ENDS_AT DJANGO_SETTINGS_MODULE PYTEST_ADDOPTS
# Without compiled files each of the processes that tests start reads its Python for three seconds more.
unset PYTHONDONTWRITEBYTECODE
export DATA_DIR="$WORK/var" PYTHONUNBUFFERED=1

as_postgres() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" -eq 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}

start_postgresql() {
    local bin password
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
    PG_CTL="$bin/pg_ctl" PG_DATA="$WORK/postgresql/data"
    mkdir -p "$WORK/postgresql"
    password=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
    printf '%s' "$password" >"$WORK/postgresql/password"
    if [ "$(id -u)" -eq 0 ]; then chmod 755 "$WORK" && chown -R postgres: "$WORK/postgresql"; fi
    as_postgres "$bin/initdb" -D "$PG_DATA" -U portal --auth=scram-sha-256 --pwfile="$WORK/postgresql/password" -E UTF8 --locale=C.UTF-8 >"$WORK/initdb.log" 2>&1 || { cat "$WORK/initdb.log" >&2; return 1; }
    PG_PORT=$(free_port)
    # A power cut may take these data; nothing else is given up. jit costs more than it gains on small tables, and so does
    # looking for a better order of joins than the one they are written in.
    as_postgres "$PG_CTL" -D "$PG_DATA" -s -w -l "$WORK/postgresql/log" \
        -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='$WORK/postgresql' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off -c join_collapse_limit=1 -c from_collapse_limit=1 -c autovacuum=off" start || { cat "$WORK/postgresql/log" >&2; return 1; }
    PG_PASSWORD=$password
    POSTGRESQL="postgres://portal:$password@127.0.0.1:$PG_PORT/postgres"
    PRODUCTION="${POSTGRESQL%/postgres}/production"
}

start_redis() {
    local port password
    port=$(free_port)
    password=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
    printf 'bind 127.0.0.1\nport %s\nrequirepass %s\nsave ""\nappendonly no\ndir %s\n' "$port" "$password" "$WORK" >"$WORK/redis.conf"
    redis-server "$WORK/redis.conf" >"$WORK/redis.log" 2>&1 &
    REDIS_PID=$!
    for _ in $(seq 50); do
        if REDISCLI_AUTH="$password" redis-cli -h 127.0.0.1 -p "$port" ping >/dev/null 2>&1; then
            REDIS="redis://:$password@127.0.0.1:$port/0"
            return
        fi
        sleep 0.1
    done
    cat "$WORK/redis.log" >&2
    return 1
}

stop_servers() {
    local code=$?
    trap - EXIT
    [ -z "$BESIDE" ] || kill -- "-$BESIDE" 2>/dev/null || true
    [ -z "${REDIS_PID:-}" ] || kill "$REDIS_PID" 2>/dev/null || true
    [ -z "${PG_PORT:-}" ] || as_postgres "$PG_CTL" -D "$PG_DATA" -s -m immediate stop 2>/dev/null || true
    rm -rf "$WORK"
    exit "$code"
}
trap stop_servers EXIT
trap 'exit 130' INT TERM HUP

on_postgresql() { # COMMAND...: with production's database and queue
    env DATABASE_URL="$POSTGRESQL" REDIS_URL="$REDIS" "$@"
}

# --- stages: each writes what it printed and one line of the table -------------------------------------------------------

stage() { # NUMBER NAME COMMAND...
    local number=$1 name=$2 began=$SECONDS verdict=ok
    shift 2
    if ! "$@" </dev/null >"$WORK/stages/$number.log" 2>&1; then verdict=FAILED; fi
    printf '\n==> %s\n' "$name"
    cat "$WORK/stages/$number.log"
    printf '%-8s %5ss  %s\n' "$verdict" "$((SECONDS - began))" "$name" >"$WORK/stages/$number.line"
}

# A stage of tests. Its failures are counted by pytest's own line, so that the last line of all can add them up.
tests() { # NUMBER NAME ARGUMENT...
    local number=$1 name=$2 began=$SECONDS code=0 verdict=ok log="$WORK/stages/$1.log"
    shift 2
    printf '\n==> %s\n' "$name"
    timeout --foreground --kill-after=30 2400 "$VENV/bin/python" -m pytest -p no:cacheprovider --color=no --dist worksteal --durations=10 "$@" </dev/null 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
    case $code in
        0) ;;
        5) verdict="none" ;; # no test of this kind yet
        *) verdict=FAILED ;;
    esac
    if ! tail -n 1 "$log" | grep -E '^=* ?[0-9]+ .* in [0-9.]+s' >"$WORK/stages/$number.counts" && [ "$code" -ne 5 ]; then
        verdict=BROKEN # it did not get as far as a line of its own
    fi
    printf '%-8s %5ss  %s\n' "$verdict" "$((SECONDS - began))" "$name" >"$WORK/stages/$number.line"
}

beside() { # COMMAND...: goes on meanwhile, in a group of processes of its own that can be stopped as a whole
    set -m
    "$@" >"$WORK/beside.log" 2>&1 </dev/null &
    BESIDE=$!
    set +m
}

what_went_beside() { # waits for it, and prints what it printed
    [ -n "$BESIDE" ] || return 0
    wait "$BESIDE" || true
    BESIDE=""
    cat "$WORK/beside.log"
}

# The table of stages, then pytest's own last line added up over its runs; a stage that is no test counts as an error.
close_with_table() {
    printf '\n'
    cat "$WORK"/stages/*.line
    "$VENV/bin/python" "$ROOT/scripts/summary.py" "$WORK/stages" "$((SECONDS - STARTED))"
}
