#!/usr/bin/env bash
# Fuzzes one target, or each for a while: scripts/fuzz.sh [TARGET|all] [SECONDS]. Needs nightly and cargo-fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked
rustup toolchain list | grep -q '^nightly' || rustup toolchain install nightly --profile minimal

targets=(decode markup fast_vs_html5ever scan clean)
[ "${1:-all}" = all ] || targets=("$1")
for target in "${targets[@]}"; do
  # 64 KiB hold every structure there is; the time limit finds work that is not linear.
  cargo +nightly fuzz run "$target" -- -max_total_time="${2:-60}" -max_len=65536 -timeout=10 -rss_limit_mb=2048
done
