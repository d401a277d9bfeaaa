#!/bin/bash
# How long a batch goes on, and what is said of it: precision, warm-up, dry run, progress. batch_test.sh PROGRAM TOOL
program=$1 tool=$2
source "$(realpath "$(dirname "$0")")/lib.sh"

cat > desk.yaml << 'Y'
mainstay: 1
run: { for: 20 d, warm_up: 1 d, replications: 1000, seed: 3 }
teams: { desk: { staff: 1 } }
tickets: { t: { rate: 6 / h, time: exponential(mean 6 min), by: desk } }
expect: { tickets.t.wait.mean: 9 min }
Y

# --- precision ---
expect 0 "$program" run desk.yaml -o wide.h5 --progress none --precision 'tickets.t.wait.mean: 10 %'
holds '^30 replications'
holds 'baseline: .* reached'
expect 0 "$program" run desk.yaml -o narrow.h5 --progress none --precision 'tickets.t.wait.mean: 10 s'
more=$(sed -n 's/^\([0-9]*\) replications.*/\1/p' out)
((more > 30 && more < 1000)) || fail "$more replications for 10 s"
expect 0 "$program" run desk.yaml -n 50 -o short.h5 --progress none --precision 'tickets.t.wait.mean: 0.1 %'
holds '^50 replications'
holds 'NOT reached'
expect 0 "$program" summary narrow.h5 --json
holds '"precision"'
# What never varied goes on to the end: it may be rare.
expect 0 "$program" run desk.yaml -n 60 -o flat.h5 --progress none --precision 'tickets.t.rejected: 1'
holds '^60 replications'
holds 'NOT reached'
# In the file, it is the same.
sed 's/replications: 1000/replications: 1000, precision: { of: tickets.t.wait.mean, within: 10 s }/' desk.yaml > precise.yaml
expect 0 "$program" run precise.yaml -o precise.h5 --quiet --progress none
expect 0 "$tool" print precise.h5 tickets.t.wait.mean
cp out printed
expect 0 "$tool" print narrow.h5 tickets.t.wait.mean
cmp -s out printed || fail 'a precision in the file is not that of the command line'
# A check whose figure is less sure than its scenario asks is undecided, and does not pass.
sed 's/within: 10 s/within: 0.1 %/; s/replications: 1000/replications: 40/' precise.yaml > unsure.yaml
expect 1 "$program" check unsure.yaml --progress none
holds 'undecided'
expect 0 "$program" check precise.yaml --progress none

# --- warm-up ---
sed 's/warm_up: 1 d/warm_up: auto/; s/rate: 6/rate: 9.5/; s/replications: 1000/replications: 40/; s/20 d/200 d/' desk.yaml > auto.yaml
expect 0 "$program" run auto.yaml -o auto.h5 --quiet --progress none -j 1
says 'warm-up: [0-9]* d, by MSER-5 on 4 pilot trials'
found=$(sed -n 's/^warm-up: \([0-9]*\) d,.*/\1/p' err)
[[ ${found:-0} -gt 0 ]] || fail "a warm-up of ${found:-nothing} for a queue at 95 %"
expect 0 "$program" run auto.yaml -o auto2.h5 --quiet --progress none -j 2
same auto.h5 auto2.h5
expect 0 "$program" run auto.yaml --set "run.warm_up=$found d" -o given.h5 --quiet --progress none
expect 0 "$tool" print auto.h5 tickets.t.wait.mean
cp out printed
expect 0 "$tool" print given.h5 tickets.t.wait.mean
cmp -s out printed || fail 'the pilots disturb the batch'
expect 0 "$program" summary auto.h5
holds "after $found d of warm-up"
holds 'found by MSER-5'
sed 's/rate: 9.5/rate: 11/' auto.yaml > over.yaml
expect 3 "$program" run over.yaml
says 'no steady state in the first half of 4 pilot trials.*teams.desk.waiting'
[[ ! -e over.h5 ]] || fail 'a scenario without a steady state was played'

# --- one replication ---
expect 0 "$program" run desk.yaml -n 1 -o one.h5 --progress none
holds 'One replication says nothing of chance'

# --- what is said beforehand and meanwhile ---
before=$(ls)
expect 0 "$program" run desk.yaml --dry-run
holds '1000 trials'
holds 'run file .*desk.h5, up to'
[[ $(ls) == "$before" ]] || fail "a dry run left something: $(ls)"
expect 0 "$program" run desk.yaml --dry-run --json
holds '"file_bytes"'
expect 0 "$program" run desk.yaml -n 40 -o said.h5 --progress json --quiet
tail -1 err > last
for key in '"event":"done"' '"trials":40' '"total":40' '"left_s":0.0' '"failed":0' '"metric":"tickets.t.wait.mean"' '"half_width":' '"file":"said.h5"'; do
  grep -q -- "$key" last || fail "no $key in: $(cat last)"
done
expect 3 "$program" run desk.yaml --precision 'tickets.t.wait.mean: 3 EUR'
finish
