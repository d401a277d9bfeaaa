#!/bin/bash
# A run that is killed at random instants, again and again until it is through, is the run that was never killed. (Which
# instants these are depends on the clock; what must come out does not.)
# kill_test.sh PROGRAM TOOL SCENARIO ROUNDS [OPTIONS...]
program=$1 tool=$2 scenario=$(realpath "$3") rounds=$4
shift 4
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"
RANDOM=20260105
began=$(date +%s%N)
expect 0 "$program" run "$scenario" -o whole.h5 --quiet --progress none "$@"
whole=$((($(date +%s%N) - began) / 1000000))
kills=0
for ((round = 1; round <= rounds; ++round)); do
  rm -f part.h5*
  step=(run "$scenario" -o part.h5 "$@")
  # An instant within the length of a whole run; each is killed up to three times, and then left alone.
  for ((kill = 0; kill < 3; ++kill)); do
    after=$(((RANDOM * 32768 + RANDOM) % (whole + 20) + 1))
    "$program" "${step[@]}" --quiet --progress none > out 2> err &
    child=$!
    sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"
    { kill -KILL $child && wait $child || wait $child; } 2> /dev/null  # only then are its files let go of
    code=$?
    # It may have been killed as it was whole, before it let its journal go: then there is nothing to go on with.
    [[ $code == 0 || $code == 137 ]] || { grep -q 'is complete' err && code=0; }
    [[ $code == 137 ]] || break
    kills=$((kills + 1))
    [[ ! -e part.h5 || -e part.h5.journal ]] || break  # whole, and killed on its way out
    # Killed before its journal had its name, a run has not begun.
    [[ -e part.h5.journal ]] && step=(run --resume part.h5)
  done
  [[ $code == 0 || $code == 137 ]] || fail "round $round: exit $code: $(head -2 err)"
  if [[ ! -e part.h5 || -e part.h5.journal ]]; then
    # Killed between the last two steps of a run that is whole, there is nothing to go on with.
    "$program" "${step[@]}" --quiet --progress none > out 2> err || grep -q 'is complete' err || fail "round $round: $(head -2 err)"
  fi
  same whole.h5 part.h5
  [[ ! -e part.h5.journal && ! -e part.h5.partial ]] || fail "round $round: something is left: $(ls)"
  ((failures < 5)) || break
done
echo "$rounds rounds, $kills kills, a whole run takes $whole ms"
((kills >= rounds / 2)) || fail "only $kills kills in $rounds rounds"
finish
