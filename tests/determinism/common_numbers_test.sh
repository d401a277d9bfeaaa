#!/bin/bash
# Variants share random numbers even where one of them is spared a failover or a recovery: with the flood and without it,
# what follows from a component's own failures is the same to the last digit.
# common_numbers_test.sh PROGRAM
program=$1
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"
cat > flood.yaml <<'EOF'
mainstay: 1
title: with and without a flood
run: { for: 1 year, replications: 50, seed: 1 }
components:
  a: { failure: { every: 700 h, clock: calendar, repair: 20 h } }
  b: {}
  c: { failure: { every: 700 h, clock: calendar, repair: 40 h } }
  d: { count: 3, failure: { repair: 1 h } }
groups:
  pair: { members: [a, b], mode: hot standby, detect: exponential(mean 10 min), switch: exponential(mean 1 h), success: 80 %, manual: exponential(mean 4 h), fail_back: at once }
services: { left: { needs: pair }, right: { needs: c } }
threats:
  flood: { at: uniform(min 100 h; max 600 h), takes_down: [a, c], lasts: 30 h }
  hail: { rate: 1 / month, strikes: d, chance: 50 % }
plans:
  move: { restores: right, declared: { down_for: 1 h, time: exponential(mean 2 h) }, steps: { rebuild: { time: exponential(mean 5 h) } } }
variants:
  dry: { set: { threats.flood: none, components.d.count: 5 } }
EOF
asked=('groups.pair.downtime.by(failure)' 'services.left.downtime.by(failure)' 'services.right.downtime.by(failure)' 'components.d-2.failures')
metrics=()
for m in "${asked[@]}"; do metrics+=(-m "$m"); done
expect 0 "$program" run flood.yaml -o flood.h5 --quiet --progress none "${metrics[@]}"
for v in baseline dry; do
  "$program" export flood.h5 --variant $v --unix "${metrics[@]}" | tail -n +2 | sed "s/$v//" > $v.csv
  [ "$(wc -l < $v.csv)" = 50 ] || fail "'$v' has no 50 trials"
done
diff baseline.csv dry.csv || fail "what has nothing to do with the flood differs without it"
# The comparison can tell: each trial is another.
[ "$(sort -u dry.csv | wc -l)" = 50 ] || fail "trials are the same"
finish
