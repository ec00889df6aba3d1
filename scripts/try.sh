#!/usr/bin/env bash
# Builds despam and shows what it does to one page: scripts/try.sh [PAGE]. Needs Rust and a C compiler.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")/.."
page=${1:-$here/tests/pages/seed/02-served/page.html}

if ! command -v cargo >/dev/null && [ -f "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
command -v cargo >/dev/null || { echo 'cargo was not found; install Rust 1.88 or newer from https://rustup.rs' >&2; exit 2; }
command -v cc >/dev/null || { echo 'no C compiler (cc) was found; zstd needs one: install gcc or clang' >&2; exit 2; }
cargo build --locked --release --manifest-path "$here/Cargo.toml"

despam="${CARGO_TARGET_DIR:-$here/target}/release/despam"
# Exit code 1 only says that spam was found.
"$despam" scan --exit-zero "$page"
"$despam" clean --exit-zero --diff "$page"
