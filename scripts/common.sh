# Shared by the scripts of this folder: speaking, failing, stamps and the installer.
# shellcheck shell=bash

say() { printf 'setup: %s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# up_to_date STAMP KEY: true where STAMP holds exactly KEY.
up_to_date() { [ -f "$1" ] && [ "$(<"$1")" = "$2" ]; }

# key FILE…: changes whenever one of the files does.
key() { sha256sum "$@" | sha256sum | cut -d ' ' -f 1; }

# find_uv: the uv on PATH, else the one in .venv.
find_uv() {
    command -v uv && return
    [ -x .venv/bin/uv ] && echo .venv/bin/uv
}

# install LOCK: installs exactly what a lock names, every file checked against its hash.
install() {
    # Machines behind a mirror have told pip about it; uv reads no pip configuration.
    if [ -n "${PIP_INDEX_URL:-}" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
        export UV_DEFAULT_INDEX=$PIP_INDEX_URL
    fi
    "$(find_uv)" pip install --quiet --python .venv/bin/python --no-deps --compile-bytecode \
        --require-hashes -r "$1" ||
        fail "could not install $1 (reason above): check the network, or point UV_DEFAULT_INDEX at a mirror, and run the command again"
}
