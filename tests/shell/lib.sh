# For tests of the program as a user runs it. Sourced by a test that has set `program` (and `tool`, where it compares run
# files); leaves it in a folder of its own, which is gone at the end. `finish` ends the test.
set -u
program=$(realpath "$program")
[[ -z ${tool-} ]] || tool=$(realpath "$tool")
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work" 2> /dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

# expect CODE COMMAND...: runs it, keeps its output in `out` and its messages in `err`.
expect() {
  local code=$1
  shift
  "$@" > "$work/out" 2> "$work/err"
  local got=$?
  if [[ $got != "$code" ]]; then fail "exit $got instead of $code: $*: $(head -3 "$work/err")"; fi
}

# says PATTERN: it is in what was written last to stderr; holds: to stdout.
says() { grep -q -- "$1" "$work/err" || fail "no '$1' in: $(head -3 "$work/err")"; }
holds() { grep -q -- "$1" "$work/out" || fail "no '$1' in: $(head -3 "$work/out")"; }

# same A B...: run files that are equal but for /runtime.
same() {
  local what
  what=$("$tool" equal "$@") || fail "${what:-cannot compare $*}"
}

finish() {
  ((failures == 0)) || echo "$failures failures" >&2
  exit $((failures > 0))
}
