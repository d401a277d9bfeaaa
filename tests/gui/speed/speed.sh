#!/bin/bash
# How fast the window is on a large run, drawn by the processor: speed.sh WINDOW BIG_RUN_WRITER. Prints milliseconds; for
# people to read, on a machine that does nothing else.
set -eu
window=$1 writer=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export LIBGL_ALWAYS_SOFTWARE=1 XDG_CONFIG_HOME=$folder/config
"$writer" "$folder/big.h5"
ls -l --block-size=1M "$folder/big.h5" | awk '{ print "run file: " $5 " MB" }'
shot() { xvfb-run -a -s "-screen 0 1280x800x24" "$window" "$folder/big.h5" --view "$1" --frames "$2" --screenshot "$folder/x.png" 2>/dev/null; }
millis() { date +%s%3N; }
for view in start overview map timeline distributions compare register; do
  a=$(millis); shot $view 1; b=$(millis); shot $view 101; c=$(millis)
  echo "$view: $((b - a)) ms from start to picture, $(((c - b - b + a) / 100)) ms a frame"
done
# Idle: what the processor did for it in five seconds.
xvfb-run -a -s "-screen 0 1280x800x24" bash -c '
  "$1" "$2" --view overview & child=$!
  sleep 5; a=$(awk "{ print \$14 + \$15 }" /proc/$child/stat)
  sleep 5; b=$(awk "{ print \$14 + \$15 }" /proc/$child/stat)
  echo "idle: $((b - a)) hundredths of a second of processor time in 5 s"
  kill $child' _ "$window" "$folder/big.h5"
