#!/bin/bash
# Writes all golden files anew: update.sh [BUILD]. Commit them with the change that was meant to change results.
here=$(realpath "$(dirname "$0")")
build=${1:-$here/../../build/release}
for scenario in "$here"/*.yaml; do
  bash "$here/golden_test.sh" "$build/bin/mainstay" "$build/bin/run_tool" "$(basename "$scenario" .yaml)" --update
done
git -C "$here" diff --stat -- .
