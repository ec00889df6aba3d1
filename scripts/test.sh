#!/usr/bin/env bash
# Every check of this repository, in the order in which it fails fastest. Sets up what it can; says what it cannot.
#
#   ./scripts/test.sh            everything
#   ./scripts/test.sh format lint docs test fuzz instructions licences    only these steps
#
# Environment: CARGO_TARGET_DIR as usual. DESPAM_SHARED: folder with the pages of third parties (default: `shared`
# beside the repository); tests that want them say `skipped` without, and fail instead when CI is set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=${CARGO_TARGET_DIR:-target}
# The same generated cases on every run: a landing is no place for luck. Fuzzing and PROPTEST_RNG_SEED look further.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-2022}
shared=${DESPAM_SHARED:-../shared}
say() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }
note() { printf 'note: %s\n' "$*"; }

set_up() {
  say 'set-up'
  if ! command -v cargo >/dev/null && [ -f "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
  command -v cargo >/dev/null || { echo 'cargo was not found; install Rust 1.88 or newer, with rustup' >&2; exit 2; }
  command -v cc >/dev/null || { echo 'no C compiler (cc) was found; zstd needs one: install gcc or clang' >&2; exit 2; }
  local tool
  for tool in fmt clippy; do
    cargo "$tool" --version >/dev/null 2>&1 && continue
    rustup component add "${tool/fmt/rustfmt}" || { echo "cargo $tool is missing and rustup could not add it" >&2; exit 2; }
  done
  cargo --version
  reference_python
}

# The reference evaluation is Python with numpy and scipy. Without it its recorded figures are still compared.
reference_python() {
  [ -z "${DESPAM_PYTHON:-}" ] && [ -f "$shared/tools/requirements.txt" ] || return 0
  local venv="$target/reference-venv"
  if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import numpy, scipy' 2>/dev/null; then
    python3 -m venv "$venv" >/dev/null 2>&1 &&
      "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$shared/tools/requirements.txt" ||
      { note 'the reference evaluation is not run: python3 with venv and pip could not be set up'; return 0; }
  fi
  DESPAM_PYTHON="$(cd "$venv" && pwd)/bin/python"
  export DESPAM_PYTHON
}

format() { cargo fmt --all --check; }

lint() {
  cargo clippy --locked --all-targets -- -D warnings
  cargo clippy --locked --lib --no-default-features -- -D warnings
}

docs() { RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --lib; }

# Prints every test and, at the end, how many passed, failed and were skipped for want of data.
tests() {
  local log="$target/test.log" status=0
  mkdir -p "$target"
  cargo test --locked --no-fail-fast -- --show-output >"$log" 2>&1 || status=$?
  grep -E '^(test |test result|     Running|   Doc-tests|skipped: |error|warning: unused|---- .* stdout|thread .* panicked)' "$log" || true
  awk '/^test result/ { passed += $4; failed += $6; ignored += $8 } /^skipped: / { skipped++ }
       END { printf "\ntests: %d passed, %d failed, %d ignored; %d skipped for want of data\n", passed, failed, ignored, skipped }' "$log"
  [ "$status" -eq 0 ] || { sed -n '/^failures:/,$p' "$log" | tail -n 300; tail -n 20 "$log"; note "the whole log is $log"; }
  return "$status"
}

# The fuzz targets only have to build here; scripts/fuzz.sh runs them.
fuzz() {
  command -v c++ >/dev/null || { note 'fuzz targets not checked: no C++ compiler (c++), which libFuzzer needs'; return 0; }
  cargo check --locked --manifest-path fuzz/Cargo.toml
}

# Instruction counts of every stage against benches/instructions.csv: what a busy machine cannot blur.
instructions() {
  if ! command -v valgrind >/dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y -q valgrind >/dev/null 2>&1 || { apt-get update -q && apt-get install -y -q valgrind; } >/dev/null 2>&1 || true
  fi
  if ! command -v valgrind >/dev/null; then
    [ -z "${CI:-}" ] || { echo 'valgrind is missing and could not be installed; it counts the instructions' >&2; return 1; }
    note 'instructions not counted: valgrind is not installed (apt-get install valgrind)'
    return 0
  fi
  cargo bench --locked --quiet --bench instructions
}

# Advisories need the network and change by the day: `cargo deny check advisories` is a step of a release.
licences() {
  cargo deny --version >/dev/null 2>&1 || { note 'licences not checked: cargo-deny is not installed (cargo install cargo-deny --locked)'; return 0; }
  cargo deny check licenses bans sources
}

set_up
for step in "${@:-all}"; do
  case "$step" in
    all) for each in format lint docs tests fuzz instructions licences; do say "$each"; "$each"; done ;;
    test) say tests; tests ;;
    format|lint|docs|tests|fuzz|instructions|licences) say "$step"; "$step" ;;
    *) echo "no step \`$step\`; steps are format lint docs test fuzz instructions licences" >&2; exit 2 ;;
  esac
done
say 'all well'
