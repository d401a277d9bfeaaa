#!/bin/bash
# Ctrl-C: the run says how to go on, keeps what is done, exits with 130, and resumes to the same file.
# interrupt_test.sh PROGRAM TOOL SCENARIO
program=$1 tool=$2 scenario=$(realpath "$3")
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"
expect 0 "$program" run "$scenario" -n 400 -o whole.h5 --quiet --progress none
for signal in INT TERM; do
  rm -f part.h5*
  mkfifo lines
  "$program" run "$scenario" -n 400 -o part.h5 --quiet --progress json 2> lines &
  child=$!
  exec 3< lines
  # Once it says that something is done, it is in the middle.
  while read -r line <&3; do
    [[ $line == *'"event":"progress"'* ]] && break
  done
  kill -$signal $child
  cat <&3 > err
  exec 3<&-
  rm lines
  wait $child
  code=$?
  [[ $code == 130 ]] || fail "exit $code after $signal"
  says 'interrupted after [0-9]* of 800 trials; what is done is in part.h5'
  says 'mainstay run --resume part.h5'
  says '"event":"interrupted"'
  expect 0 "$program" summary part.h5
  holds 'was interrupted'
  expect 5 "$program" run "$scenario" -n 400 -o part.h5
  says 'go on with: mainstay run --resume part.h5'
  expect 0 "$program" run --resume part.h5 --quiet --progress none
  same whole.h5 part.h5
  expect 0 "$program" run --resume part.h5
  says 'is complete'
done
finish
