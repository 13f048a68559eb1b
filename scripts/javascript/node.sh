# Sourced by scripts/check and scripts/fix: the checks of the browser's scripts. Nobody needs Node to run the portal, so
# where it is missing they are left out, and scripts/check says so.
JAVASCRIPT=(static/js tests/javascript)
BIOME=scripts/javascript/node_modules/.bin/biome

why_no_node() { # prints the reason, nothing where there is a Node that can run the tests
    if ! command -v node >/dev/null; then
        say "no node"
    # From these on, a file is taken for a module by what stands in it.
    elif ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 7) || (a === 20 && b >= 19) ? 0 : 1)'; then
        say "node $(node --version) is too old, 20.19 or 22.7 would do"
    fi
}

# Brings Biome to the lock file when the lock file changed since the last time. Fails where npm cannot fetch it.
need_biome() {
    local folder=scripts/javascript wanted stamp=scripts/javascript/node_modules/.installed
    wanted=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
    if [ -x "$BIOME" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    command -v npm >/dev/null || return 1
    (cd "$folder" && timeout 120 npm ci --ignore-scripts --no-fund --no-audit --silent </dev/null >/dev/null 2>&1) || return 1
    "$BIOME" --version >/dev/null 2>&1 || return 1
    printf '%s\n' "$wanted" >"$stamp"
}

biome() { "$BIOME" "$@" --colors=off --config-path=scripts/javascript/biome-rules.json "${JAVASCRIPT[@]}"; }
