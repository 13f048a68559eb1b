# Sourced by the scripts beside it: what a machine must have, and how it gets it.
# Debian 12 or later, Ubuntu 22.04 or later; Python 3.11 or later. Nothing outside the project's folder is changed
# but system packages, and those only by root or where sudo asks for no password.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
VENV="$ROOT/.venv"

# WeasyPrint draws with Pango and cuts fonts with HarfBuzz; it finds fonts by fontconfig, which comes with them.
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 tzdata)
TEST_PACKAGES=(postgresql redis-server fonts-liberation poppler-utils libreoffice-writer-nogui)

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

python_fits() { # COMMAND: is it a Python that runs the portal, with what it needs to make an environment?
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() { # prints the command, or nothing
    local each
    # The system's own first: Debian and Ubuntu build it with profiles, and it is a quarter faster than most built by hand.
    for each in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if command -v "$each" >/dev/null && python_fits "$each"; then printf '%s' "$each"; return; fi
    done
}

python_packages() { # the system's own Python
    # Ubuntu 22.04's own is 3.10, and 3.11 stands beside it.
    if grep -q '^VERSION_ID="22.04"' /etc/os-release 2>/dev/null; then say python3.11 python3.11-venv; else say python3 python3-venv; fi
}

# The browser of the tests. Without a window it takes a quarter less of the machine than the whole of Chromium.
browser_package() {
    if grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; then say chromium-browser; else say chromium-headless-shell; fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Installs the packages that are missing. Where it may not, prints the line to type and stops.
need_packages() {
    local missing=() each before=""
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian or Ubuntu, so nothing is installed for you. Needed: $*" >&2
        return
    fi
    for each in "$@"; do is_installed "$each" || missing+=("$each"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    # Installing PostgreSQL would also start a server for good; the tests start their own.
    if [[ " ${missing[*]} " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        before="mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf && "
    fi
    install_by_apt "${before}apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${missing[*]}"
}

install_by_apt() { # COMMAND LINE, for root
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo -n)
        if ! sudo -n true 2>/dev/null; then
            printf 'Some system packages are missing, and this account may not install them.\nPlease type this line, then start again:\n\n  sudo sh -c "%s"\n\n' "$1" >&2
            exit 1
        fi
    fi
    say "Installing system packages: ${1##*--no-install-recommends }"
    local log; log=$(mktemp)
    if ! "${as_root[@]}" sh -c "$1" >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        stop "The system packages could not be installed. The line was: $1"
    fi
    rm -f "$log"
}

need_machine() { # PACKAGE...: these and a Python that fits; sets PYTHON
    local packages=("$@")
    PYTHON=$(find_python)
    [ -n "$PYTHON" ] || read -ra packages <<<"$(python_packages) $*"
    need_packages "${packages[@]}"
    [ -n "$PYTHON" ] || { hash -r; PYTHON=$(find_python); }
    [ -n "$PYTHON" ] || stop "The portal needs Python 3.11 or later with its venv module. This machine has: $(python3 --version 2>&1 || true)"
}

# Makes .venv, and brings it to this lock file when the lock file changed since the last time.
need_environment() { # LOCK FILE
    local stamp="$VENV/.installed-$1" wanted
    wanted=$(sha256sum "$1" | cut -d' ' -f1)
    if [ -x "$VENV/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$VENV/bin/python" -c '' 2>/dev/null; then
        return
    fi
    if ! { [ -x "$VENV/bin/python" ] && python_fits "$VENV/bin/python"; }; then
        say "Making a Python environment in .venv"
        "$PYTHON" -m venv --clear "$VENV"
    fi
    say "Installing the portal's Python packages ($1); the first time this takes a minute or two"
    "$VENV/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps --require-hashes -r "$1" </dev/null \
        || stop "The Python packages could not be installed: see above. Is there a connection to the package index?"
    printf '%s\n' "$wanted" >"$stamp"
}

free_port() {
    "$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
