#!/bin/bash
# `mainstay metamodel`, as a user runs it, against a closed form. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: metamodel_test.sh PROGRAM}
source "$here/../shell/lib.sh"
scenario=$here/metamodel.yaml
expect 0 "$program" run "$scenario" --vary 'components.machine.failure.every.mean: 50 h to 200 h' --vary 'components.machine.failure.repair: 1 h to 10 h' \
  --design 'sobol 40' -n 60 -o sweep.h5 --quiet --progress none
for at in '60 9' '100 5' '150 2' '190 8'; do
  read -r mean repair <<< "$at"
  expect 0 "$program" metamodel sweep.h5 -m services.plant.downtime --at "components.machine.failure.every.mean=$mean h" \
    --at "components.machine.failure.repair=$repair h" --confidence 0.999 --json
  python3 - "$mean" "$repair" <<'PY' || fail "not what theory says at $at"
import json, sys
m, r = map(float, sys.argv[1:])
d = json.load(open("out"))
truth = 8760 * r / (m + r)
low, high = d["answer"]["interval"]
print(truth, d["answer"], d["validation"])
raise SystemExit(not (low <= truth <= high and (high - low) / 2 < 0.1 * truth + 15 and d["validation"]["q_squared"] > 0.98))
PY
done
expect 0 "$program" metamodel sweep.h5 -m services.plant.downtime
holds 'A Gaussian process through 40 points'
# --- what it refuses ---
expect 3 "$program" metamodel sweep.h5 -m services.plant.downtime --at 'components.machine.failure.every.mean=300 h' --at 'components.machine.failure.repair=2 h'
says 'outside of the sweep'
expect 2 "$program" metamodel sweep.h5 -m services.plant.downtime --at 'components.machine.failure.repair=2 h'
says 'says nothing of'
expect 3 "$program" metamodel sweep.h5 -m services.plant.downtime --at 'components.machine.failure.repare=2 h'
says 'did you mean'
expect 3 "$program" metamodel sweep.h5 -m services.plant.downtime --at 'components.machine.failure.repair=2 EUR'
expect 3 "$program" metamodel sweep.h5 -m 'p95(services.plant.downtime)'
expect 2 "$program" metamodel sweep.h5
expect 0 "$program" run "$scenario" -n 5 -o plain.h5 --quiet --progress none
expect 3 "$program" metamodel plain.h5 -m services.plant.downtime
says 'vary nothing'
expect 0 "$program" run "$scenario" --vary 'components.machine.failure.repair: [1 h, 2 h, 3 h]' -n 5 -o few.h5 --quiet --progress none
expect 3 "$program" metamodel few.h5 -m services.plant.downtime --at 'components.machine.failure.repair=2 h'
says '4 at least'
# What the parameter does not touch cannot be foretold: nothing but noise.
expect 0 "$program" run "$scenario" --vary 'run.seed: 1 to 20 by 1' -n 3 -o noise.h5 --quiet --progress none
expect 1 "$program" metamodel noise.h5 -m services.plant.outages --at run.seed=4
says 'too little to answer from'
finish
