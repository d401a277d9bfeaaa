#!/bin/bash
# Ctrl-C: the run says how to go on, keeps what is done, exits with 130, and resumes to the same file.
# interrupt_test.sh PROGRAM TOOL SCENARIO
program=$1 tool=$2 scenario=$(realpath "$3")
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"

# begin_and_stop SIGNAL RUN ARGUMENTS...: plays, and is stopped in the middle.
begin_and_stop() {
  local signal=$1 run=$2 child line code
  shift 2
  rm -f "$run"*
  mkfifo lines
  "$program" run "$@" -o "$run" --quiet --progress json 2> lines &
  child=$!
  exec 3< lines
  # Once it says that something is done, it is in the middle.
  while read -r line <&3; do
    [[ $line == *'"event":"progress"'* ]] && break
  done
  kill -"$signal" $child
  cat <&3 > err
  exec 3<&-
  rm lines
  wait $child
  code=$?
  [[ $code == 130 ]] || fail "exit $code after $signal"
}

expect 0 "$program" run "$scenario" -n 400 -o whole.h5 --quiet --progress none
for signal in INT TERM; do
  begin_and_stop $signal part.h5 "$scenario" -n 400
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

# --- the data that the scenario reads must be what they were ---
mkdir -p own/data
cat > own/calls.yaml << 'Y'
mainstay: 1
run: { for: 100 d, replications: 4000, seed: 1 }
teams: { desk: { staff: 1 } }
tickets:
  call: { trace: data/the calls.csv, time: exponential(mean 2 h), by: desk }
  walk-in: { rate: 3 / h, time: exponential(mean 10 min), by: desk }
Y
printf 'at\n1 h\n2 h\n' > 'own/data/the calls.csv'
begin_and_stop INT calls.h5 own/calls.yaml
printf 'at\n1 h\n3 h\n' > 'own/data/the calls.csv'
expect 3 "$program" run --resume calls.h5 --quiet --progress none
says 'data/the calls.csv, which the scenario reads, has changed since calls.h5 was begun'
printf 'at\n1 h\n2 h\n' > 'own/data/the calls.csv'
expect 0 "$program" run --resume calls.h5 --quiet --progress none
printf 'at\n1 h\n3 h\n' > 'own/data/the calls.csv'
expect 0 "$program" run own/calls.yaml -n 2 -o other.h5 --quiet --progress none
expect 3 "$program" compare calls.h5 other.h5
says "'data/the calls.csv', which both read, was not the same"
finish
