#!/bin/bash
# One session as a person has it, under Xvfb: opens the demo's run, changes a parameter, runs it, exports a picture.
# session_test.sh WINDOW RUN, with a display of 1280 x 800.
window=$1 run=$(realpath "$2")
set -u
folder=$(mktemp -d)
export XDG_CONFIG_HOME=$folder/config TMPDIR=$folder
child=
trap '[[ -n $child ]] && kill $child 2>/dev/null; rm -rf "$folder"' EXIT
fail() { echo "FAILED: $*" >&2; xdotool search --name . getwindowname %@ >&2; find "$folder" >&2; exit 1; }

# Until a command succeeds; what is tried in between is given first.
until_true() {
  for _ in $(seq 200); do
    eval "$2" && return 0
    eval "$1"
    sleep 0.1
  done
  fail "never came true: $2"
}
# As long as a finger takes: what goes down and up between two frames is no key press.
tap() {
  [[ -n ${2:-} ]] && xdotool keydown "$2" sleep 0.1
  xdotool keydown "$1" sleep 0.15 keyup "$1" sleep 0.1
  [[ -n ${2:-} ]] && xdotool keyup "$2" sleep 0.1
}
click() { xdotool mousemove "$1" "$2" sleep 0.15 mousedown "${3:-1}" sleep 0.1 mouseup "${3:-1}" sleep 0.15; }

"$window" "$run" --width 1280 --height 800 --scale 1 2>"$folder/said" &
child=$!
until_true : "xdotool search --name '^$(basename "$run") ' >/dev/null 2>&1"
id=$(xdotool search --name "^$(basename "$run") " | tail -1)
xdotool windowmove "$id" 0 0 windowfocus "$id"

# What if: the number of database administrators becomes 3.
tap 8 ctrl
click 298 120
xdotool type --delay 60 dba.staff
sleep 0.3
click 555 184
tap a ctrl
xdotool type --delay 60 3
tap Tab
scratch=$folder/mainstay-$(id -u)
# The button stands below the list of changes, wherever that ends; it takes clicks once they have been checked.
row=0
until_true 'row=$(((row + 1) % 5)); click 908 $((225 + 12 * row))' "[[ -e $scratch/what-if-1.yaml ]]"
until_true : "[[ -e $scratch/what-if-1.h5 ]]"
grep -q 'teams.dba.staff: 3$' "$scratch/what-if-1.yaml" || fail "the patch says: $(cat "$scratch/what-if-1.yaml")"
until_true : "xdotool search --name '^what-if-1.h5 ' >/dev/null 2>&1"

# Compare, and a picture of price against benefit.
tap 6 ctrl
picture=$scratch/what-if-1-exceedance.png
until_true 'tap Escape; click 950 500 3; click 980 516' "[[ -s $picture ]]"
[[ $(head -c 8 "$picture" | od -An -tx1 | tr -d ' ') == 89504e470d0a1a0a ]] || fail "no PNG"
(($(stat -c %s "$picture") > 3000)) || fail "the picture holds next to nothing"

# Ends by key, keeps what was opened, and says nothing amiss.
tap q ctrl
for _ in $(seq 100); do
  kill -0 $child 2>/dev/null || break
  sleep 0.1
done
kill -0 $child 2>/dev/null && fail "it does not end"
wait $child || fail "it ended with $?"
child=
grep -q "what-if-1.h5" "$XDG_CONFIG_HOME/mainstay/window.json" || fail "it does not remember what was open"
[[ ! -s $folder/said ]] || fail "it said: $(cat "$folder/said")"
echo "opened, changed, ran, exported, ended"
