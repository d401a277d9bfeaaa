#!/bin/bash
# Bad input, one kind after another: each is a message with its place on stderr and the documented exit code, and nothing
# on disk is lost or overwritten. bad_input_test.sh PROGRAM TOOL
program=$1 tool=$2
source "$(realpath "$(dirname "$0")")/lib.sh"

cat > good.yaml << 'Y'
mainstay: 1
run: { for: 10 d, replications: 3, seed: 1 }
teams: { desk: { staff: 1 } }
components: { db: { count: 2, failure: { every: exponential(mean 5 d), repair: { time: 1 h, by: desk } } } }
services: { s: { needs: db } }
Y
expect 0 "$program" run good.yaml -o good.h5 --quiet --progress none

# wrong WHAT WITH PATTERN: the scenario with WHAT (a sed pattern) replaced is invalid, at a line and a column, and says so;
# no run file appears.
wrong() {
  sed "s/$1/$2/" good.yaml > wrong.yaml
  cmp -s good.yaml wrong.yaml && fail "'$1' is not in the scenario"
  for command in validate run check metrics; do
    expect 3 "$program" $command wrong.yaml
    says "wrong.yaml:[0-9]*:[0-9]*: error: .*$3"
    [[ ! -s out ]] || fail "$command wrote to stdout: $(head -1 out)"
  done
  [[ ! -e wrong.h5 && ! -e wrong.h5.journal ]] || fail "an invalid scenario made a run"
}

# --- scenarios ---
wrong 'staff: 1' 'stuff: 1' "unknown key 'stuff'; did you mean 'staff'?"
wrong 'for: 10 d' 'horizon: 10 d' "run: unknown key 'horizon'; did you mean 'for'?"
wrong 'replications: 3' 'trails: 3' "run: unknown key 'trails'; did you mean 'replications'?"
wrong 'replications: 3' 'wibble: 3' "run: unknown key 'wibble'; known here are: .*'for', 'warm_up'"
wrong 'staff: 1' 'people: 1' "teams.desk: unknown key 'people'; did you mean 'staff'?"
wrong 'teams:' 'temas:' "unknown section 'temas'; did you mean 'teams'?"
wrong 'time: 1 h' 'time: 1' "components.db-1.failure.repair.time: '1' has no unit"
wrong 'by: desk' 'by: { team: desk, people: 2 }' 'components.db-1.failure.repair.by: asks for 2 of desk, and there is 1: it waits for ever'
wrong 'staff: 1' 'staff: [1]' 'takes a bare number'
wrong 'staff: 1' 'staff: many' 'many'
wrong 'time: 1 h' 'time: -1 h' "'-1 h' is negative"
wrong 'time: 1 h' 'time: nan h' "'nan h' is not a finite number"
wrong 'time: 1 h' 'time: inf h' "'inf h' is not a finite number"
wrong 'for: 10 d' 'for: -10 d' "'-10 d' is negative"
wrong 'for: 10 d' 'for: 0 d' 'longer than 0'
wrong 'mean 5 d' 'mean -5 d' '`mean` must be greater than 0'
wrong 'exponential' 'exponentail' "did you mean 'exponential'?"
wrong 'exponential(mean 5 d)' 'lognormal(mean 5 d; mean 6 d; cv 1)' '`mean` is given twice'
wrong 'exponential(mean 5 d)' 'weibull(shape 0.001; mean 6 d)' '`shape` must be between 0.01 and'
wrong 'exponential(mean 5 d)' 'erlang(k 1e12; mean 6 d)' '`k` must be between 1 and'
wrong 'time: 1 h' 'time: 1e308 h' "'1e308 h' is too large"
wrong 'mean 5 d)' 'mean 5 d' 'exponential'
wrong 'staff: 1' 'staff: 1, staff: 2' "'staff' is written twice"
wrong 'needs: db' 'needs: t }, t: { needs: s' 'in a circle: s needs t needs s'
wrong 'needs: db' 'needs: { at_least: 3, of: db }' 'at least 3 of 2 can never be'
wrong 'needs: db' 'needs: dbb' "'dbb' is no component, group or service; did you mean 'db'?"
wrong 'by: desk' 'by: dsk' "'dsk' is not among .teams.; did you mean 'desk'?"
wrong 'replications: 3' 'replications: 0' 'must be at least 1'
wrong 'replications: 3' 'precision: { of: services.s.availability, within: 0 % }' 'must be more than 0'
wrong 'replications: 3' 'warm_up: auto, until: first outage of s' 'steady state'
wrong 'exponential(mean 5 d)' 'weibull(shape 1.5; meen 4 h)' "has no parameter .meen.; did you mean 'mean'?"
wrong 'exponential(mean 5 d)' 'lognormal(median 2 h; p95 8 h)' "has no parameter .p95."
! grep -q 'parameter .median.' err || fail "a parameter of lognormal is said to be none"
wrong 'mean 5 d), repair' 'mean 5 d), hidden: "true", repair' 'remove the quotes'
wrong 'every: exponential(mean 5 d)' 'every: { source: x, grade: measured }' '`value` is missing'
wrong 'every: exponential(mean 5 d)' 'every: truncated(max 4 h; exponential(mean 4 h))' '`truncated` takes its law first, before `max`'
wrong 'repair: { time: 1 h, by: desk }' 'repair: tickett, opens: x' "did you mean 'ticket'?"
wrong 'db: { count: 2,' 'self: {}, db: { count: 2,' "'self' cannot be a name"
wrong 'db: { count: 2,' 'none: {}, db: { count: 2,' "'none' cannot be a name"
wrong 'count: 2' 'count: { value: many, grade: measured }' "the count of 'db' is a whole number"
wrong 'needs: db' 'needs: { at_least: { value: 3, source: x }, of: db }' 'at least 3 of 2 can never be'
wrong 'services:' 'tickets: { a: { every: 1 h, time: 1 h, clock: operating } }\nservices:' 'a ticket has no operating time'
wrong 'services:' 'changes: { a: { every: 1 h, time: 1 h, clock: age } }\nservices:' 'a change has no operating time'
wrong 'services:' 'tickets: { a: { every: 1 h, time: 1 h, clock: desk up } }\nservices:' "one component, group or service, and 'desk' is none; known here are: 'db-1', 'db-2', 'db', 's'"
wrong 'services:' 'tickets: { a: { every: 1 h, time: 1 h, strikes: self } }\nservices:' 'a ticket is not part of the estate'
wrong 'services:' 'tickets: { a: { every: 1 h, steps: { x: { time: 1 h, takes_down: self } } } }\nservices:' 'a ticket is not part of the estate'
wrong 'services:' 'tickets: { a: { every: 1 h, time: 1 h, strikes: s } }\nservices:' 'services and teams do not fail by themselves'
wrong 'services:' 'changes: { a: { every: 1 h, steps: { x: { time: 1 h, strikes: desk } } } }\nservices:' 'services and teams do not fail by themselves'
wrong '^mainstay: 1' 'mainstay: 2' 'version 2 of the language is not known'
wrong 'needs: db' 'needs: db, targets: { availability: 120 % }' 'must be at most 100 %'
wrong 'needs: db' 'needs: db, downtime_cost: [{ from: 1 h }]' 'costs nothing'
wrong 'needs: db' 'needs: db, downtime_cost: [{ from: 4 h, once: 1 EUR }, { from: 1 h, once: 1 EUR }]' 'do not come in the order of their `from`'
wrong '^components: {' 'threats: { bolt: { rate: 1 \/ d, takes_down: self, lasts: 1 h } }\ncomponents: {' 'a threat is not part of the estate'
wrong '^services' 'calendars: { freeze: { hours: 2026-12-24 08:00 } }\nservices' 'it does not say when it closes'
wrong '^services' 'variants: { baseline: { set: { teams.desk.staff: 2 } } }\nservices' 'variants.baseline: `baseline` is the scenario as it stands'
wrong '^components: {' 'threats: { t: { rate: 1 \/ year, strikes: db, takes_down: db, lasts: 1 h } }\ncomponents: {' 'threats.t: has what it `strikes` too'
# What is expected, how precisely, and what studies ask: where a run is at hand. asks WHAT WITH PATTERN, as `wrong`.
asks() {
  sed "s/$1/$2/" good.yaml > wrong.yaml
  for command in validate run metrics; do
    expect 3 "$program" $command wrong.yaml
    says "wrong.yaml:[0-9]*:[0-9]*: error: .*$3"
  done
  [[ ! -e wrong.h5 && ! -e wrong.h5.journal ]] || fail "an invalid scenario made a run"
}
asks '^services' 'expect: { services.s.availability: 3 h }\nservices' "services.s.availability: '3 h' is a length of time, .*but the metric is in '%'"
asks '^services' 'expect: { services.s.availability: yes }\nservices' "services.s.availability: 'yes'"
asks '^services' 'expect: { P(services.s.downtime > 3): 5 % }\nservices' "'3' is a bare number, .*but the metric is in 'h'"
asks 'replications: 3' 'replications: 40, precision: { of: services.s.avail, within: 1 % }' "no metric 'services.s.avail'; did you mean 'services.s.availability'?"
asks 'replications: 3' 'replications: 40, precision: { of: services.s.availability, within: 1 h }' 'run.precision of services.s.availability'
asks '^services' 'studies: { p: { vary: { teams.desk.staff: 1 to 5 by 1 }, minimise: total.csot } }\nservices' "studies.p.minimise: there is no metric 'total.csot'; did you mean 'total.cost'?"
asks '^services' 'studies: { p: { vary: { teams.dsk.staff: 1 to 5 by 1 }, minimise: total.cost } }\nservices' "studies.p: there is no 'dsk' in 'teams'.*did you mean 'desk'?"
asks '^services' 'studies: { p: { vary: { teams.desk.stuff: 1 to 5 by 1 }, minimise: total.cost } }\nservices' "studies.p: teams.desk: unknown key 'stuff'; did you mean 'staff'?"
asks '^services' 'studies: { p: { vary: { teams.desk.staff: 1 to 5 }, minimise: total.cost } }\nservices' "studies.p: teams.desk.staff: '[0-9.]*' is not a whole number"
asks '^services' 'studies: { p: { vary: { teams.desk.staff: 1 to 5 by 1 }, minimise: total.cost, require: services.s.availability >= 3 h } }\nservices' "studies.p.require: services.s.availability: '3 h' is a length of time"
sed 's/^services/studies: { p: { vary: { teams.desk.staff: 1 to 5 by 1 }, minimise: total.cost, require: services.s.availability >= 99 % } }\nservices/' good.yaml > study.yaml
expect 0 "$program" validate study.yaml
# What multiplies finds a rate.
for load in '' 'requests: { every: 1 h, time: 1 min }, '; do
  { sed "s/^services: { s: {/&$load/" good.yaml; echo 'threats: { rush: { at: 10 h, multiplies: { s: 4 }, lasts: 5 h } }'; } > wrong.yaml
  for command in validate run; do
    expect 3 "$program" $command wrong.yaml
    says "wrong.yaml:6:18: error: threats.rush.multiplies: 's' has no load that could be multiplied; only a .rate. is multiplied"
  done
done
# What only a model can tell, it tells with the place.
sed 's/^components: {/threats: { bolt: { rate: 1 \/ d, strikes: x } }\ncomponents: { x: {},/' good.yaml > wrong.yaml
for command in validate run metrics; do
  expect 3 "$program" $command wrong.yaml
  says "wrong.yaml:4:18: error: .*threats.bolt.strikes: 'x' has no .failure."
done
wrong 'teams: { desk: { staff: 1 } }' 'teams: { desk: { staff: { night: 1 } } }' "'night' is not among .calendars."
wrong 'by: desk' 'by: { team: desk, skill: x }' "'x' is not among .skills."
sed 's/by: desk/by: { team: desk, skill: x }/; s/desk: { staff: 1 }/desk: { staff: 1 }, lab: { skills: [x] }/' good.yaml > wrong.yaml
expect 3 "$program" validate wrong.yaml
says 'failure.repair.by: asks for 1 with that skill of desk, and there is nobody: it waits for ever'
# Teams that are too small in a variant, or by shifts, may be what is asked about.
{ cat good.yaml; echo 'variants: { none: { set: { teams.desk.staff: 0 } } }'; } > small.yaml
expect 0 "$program" validate small.yaml
says 'warning: components.db-1.failure.repair.by: asks for 1 of desk, and there is nobody: it waits for ever'
{
  sed 's/by: desk/by: { team: desk, people: 2 }/; s/staff: 1/staff: { day: 1, night: 1 }/' good.yaml
  echo 'calendars: { day: { hours: daily 08:00-20:00 }, night: { hours: daily 20:00-08:00 } }'
} > small.yaml
expect 0 "$program" validate small.yaml
says 'warning: components.db-1.failure.repair.by: asks for 2 of desk, and there is 1 on shift at once: it waits for ever'
# What is said but never comes to anything is warned of.
sed 's/needs: db/needs: db, targets: { rpo: 15 min }/' good.yaml > idle.yaml
expect 0 "$program" validate idle.yaml
says 'idle.yaml:5:[0-9]*: warning: services.s.targets: .rpo. is kept, but nothing is held against it: loss of data is not simulated'
expect 0 "$program" run idle.yaml --quiet --progress none -o idle.h5
expect 0 "$program" summary idle.h5
holds "Nothing is held against the RPO of 15 min of 's'"
rm idle.h5
changing() {
  {
    cat good.yaml
    echo "calendars: { freeze: { hours: $1 } }"
    echo "changes: { patch: { rate: 1 / d, frozen: freeze, steps: { go: { $2 } } } }"
  } > frozen.yaml
  expect 0 "$program" validate frozen.yaml
}
changing 'Fri 18:00-Mon 08:00' 'at: Sat 22:00, time: 1 h'
says "warning: changes.patch: step 'go' never begins: each time of its .at. in the run lies in the freeze"
changing '2025-12-01-2026-02-01' 'time: 1 h, takes_down: db'
says "warning: changes.patch: step 'go' never begins: the freeze lasts as long as the run"
changing 'Fri 18:00-Mon 08:00' 'at: 2026-03-01 14:00, time: 1 h'
says 'warning: changes.patch.steps.go.at: never comes in the run, which goes from .*2026-01-05 00:00.* to .*2026-01-15 00:00'
changing 'Fri 18:00-Mon 08:00' 'at: [Sat 22:00, Tue 22:00], time: 1 h, takes_down: db'
! grep -q 'never' err || fail "a step that begins is warned of: $(cat err)"
# Several at once are all said.
sed 's/staff: 1/stuff: 1/; s/needs: db/needs: dbb/' good.yaml > wrong.yaml
expect 3 "$program" validate wrong.yaml
says "'stuff'"
says "'dbb'"

# Files that are no scenarios. An alias bomb is refused before it is expanded.
{
  echo 'mainstay: 1'
  echo 'a: &a [x, x, x, x, x, x, x, x, x, x]'
  last=a
  for next in b c d e f g h i; do
    echo "$next: &$next [*$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last]"
    last=$next
  done
} > bomb.yaml
expect 3 timeout 10 "$program" validate bomb.yaml
says 'anchors'
expect 3 "$program" run bomb.yaml
{ printf 'mainstay: 1\nx: '; head -c 20000 /dev/zero | tr '\0' '['; } > deep.yaml
expect 3 timeout 10 "$program" validate deep.yaml
says 'deep.yaml:2:.*100 deep'
: > empty.yaml
expect 3 "$program" run empty.yaml
says 'there is nothing in this file'
printf 'mainstay: 1\n\0\1\2' > nul.yaml
expect 3 "$program" run nul.yaml
says 'nul.yaml:2:1: error: this is not text'
expect 3 "$program" run /bin/sh
says 'this is not text'
expect 3 "$program" run good.h5
says 'this is not text'
expect 5 "$program" run .
says 'directory'
expect 5 "$program" run nowhere.yaml
says 'nowhere.yaml.*No such file'
printf 'mainstay: 1\nteams: { a: { staff: 1' > cut.yaml
expect 3 "$program" run cut.yaml
says 'does not close'

# --- the command line ---
expect 2 "$program"
says 'usage: mainstay COMMAND'
expect 2 "$program" rum good.yaml
says "there is no command 'rum'; did you mean 'run'?"
expect 2 "$program" run good.yaml --replicatons 5
says "--replicatons.*did you mean '--replications'?"
expect 2 "$program" run
expect 2 "$program" run good.yaml good.yaml
expect 2 "$program" run good.yaml -n many
expect 2 "$program" run good.yaml -j 0
expect 2 "$program" run good.yaml --progress bard
expect 2 "$program" run --resume good.h5 --seed 3
says 'takes no --seed'
expect 2 "$program" check good.yaml --confidence 99
says 'confidence'
expect 2 "$program" summary good.h5 --confidence 1
says 'confidence'
expect 3 "$program" run good.yaml -n 0
expect 3 "$program" validate good.yaml --set 'run.duration=3 d'
says "run: unknown key 'duration'; did you mean 'for'?"
expect 3 "$program" validate good.yaml --set 'components.db.failure.every.median=3 d'
says "components.db-1.failure.every: is the law 'exponential(mean 5 d)', which has no parameter 'median', only 'mean'; set the law as a whole, as in .components.db-1.failure.every: exponential(mean 5 d)."
expect 3 "$program" validate good.yaml --set 'components.db.failure.every.mean.max=3 d'
says '.mean. of the law .exponential(mean 5 d). is a value, and has nothing within it'
expect 3 "$program" validate good.yaml --set 'components.db.failure.repair.time.mean=3 h'
says "is the plain value '1 h', which has nothing within it called 'mean'; set it as a whole, as in .components.db-1.failure.repair.time: 1 h."
expect 3 "$program" validate good.yaml --set 'components.db.failure.every.mean=none'
says "'mean' cannot be taken away from 'exponential(mean 5 d)', which is one value; set it as a whole, as in .components.db.failure.every: "
expect 3 "$program" run good.yaml --set 'teams.desk.stuff=3'
says 'set teams.desk.stuff=3.*stuff'
expect 3 "$program" run good.yaml --set teams
says 'path=value'
expect 3 "$program" run good.yaml --variant other
says "no variant 'other'"
expect 3 "$program" run good.yaml -m services.s.availabilty
says 'availabilty'
expect 3 "$program" run good.yaml --precision services.s.availability
says 'METRIC: WITHIN'
expect 3 "$program" run good.yaml --precision 'services.s.availability: 5 min'
says "'5 min' is a length of time"
expect 3 "$program" run good.yaml -m 'services.s.outages.by(dbb)'
says "nothing here is called 'dbb'; did you mean 'db'?"
expect 3 "$program" run good.yaml -m 'services.s.outages.triggered_by(failur)'
says "did you mean 'failure'?"
expect 3 "$program" run good.yaml --precision 'services.s.availabilty: 1 %'
says 'availabilty'
[[ $(ls ./*.h5*) == ./good.h5 ]] || fail "a refused command made a run file: $(ls ./*.h5*)"
expect 0 "$program" --version
holds '^mainstay [0-9.]*$'

# A metric that is none of its measure's, or of its entity's, is answered with those that there are.
expect 3 "$program" run good.yaml -m services.s.down.p95
says "'services.s.down' has no 'p95'; it is a level, which holds for a time, and may be asked: mean, sd, max, over"
expect 3 "$program" run good.yaml -m components.db.recovery_time.mean
says "'components.db' has availability, down, downtime"
for metric in teams.desk.busy.by\(db\) components.db.failures.by\(desk\); do
  expect 3 "$program" run good.yaml -m "$metric"
  says 'and would always be 0'
done
[[ $(ls ./*.h5*) == ./good.h5 ]] || fail "a refused metric made a run file: $(ls ./*.h5*)"

# --- run files ---
for command in run check validate metrics; do
  expect 5 "$program" $command nowhere.yaml
  says 'nowhere.yaml'
  expect 5 "$program" $command .
done
cp good.h5 kept.h5
expect 5 "$program" run good.yaml -o good.h5
says 'is there already and is not overwritten'
cmp -s good.h5 kept.h5 || fail 'a run file was overwritten without --force'
expect 0 "$program" run good.yaml -o good.h5 --force --seed 2 --quiet
"$tool" equal good.h5 kept.h5 > /dev/null && fail '--force did not replace the run file'
cp kept.h5 good.h5
expect 5 "$program" summary nowhere.h5
says 'there is no such file'
expect 5 "$program" summary good.yaml
says 'is not a run file of Mainstay'
: > empty.h5
expect 5 "$program" summary empty.h5
says 'is empty'
expect 5 "$program" summary .
says 'is a folder'
head -c 3000 good.h5 > short.h5
expect 5 "$program" summary short.h5
says 'is cut short'
expect 5 "$program" export short.h5 -o short.csv
[[ ! -e short.csv ]] || fail 'a damaged run was exported'
head -c 3000 /dev/urandom > foreign.h5
expect 5 "$program" summary foreign.h5
expect 5 "$program" run --resume foreign.h5
expect 0 "$program" run --resume good.h5
says 'is complete'
expect 5 "$program" run --resume nowhere.h5
says 'there is nothing to go on with'
echo mine > taken.h5.journal
expect 5 "$program" run good.yaml -o taken.h5
says 'cannot be read as a journal'
[[ $(cat taken.h5.journal) == mine ]] || fail 'a foreign journal was overwritten'
echo mine > taken.h5
expect 5 "$program" run good.yaml -o taken.h5
[[ $(cat taken.h5) == mine ]] || fail 'a foreign file was overwritten'
expect 5 "$program" run good.yaml -o nowhere/good.h5
says 'the folder nowhere does not exist'
expect 5 "$program" run good.yaml -o .
expect 5 "$program" run good.yaml -o /dev/null
says 'not a regular file'
# Without a name the next free one is taken.
expect 0 "$program" run good.yaml --quiet
[[ -e good-2.h5 ]] || fail 'the second run has no name of its own'
cmp -s good.h5 kept.h5 || fail 'a run without a name overwrote another'
# A file of a later layout: `newer` is the run with another version.
cp good.h5 newer.h5
"$tool" age newer.h5
expect 5 "$program" summary newer.h5
says 'has the layout of version 9999, and this program reads up to version [0-9]*; use a newer Mainstay'

# --- standard output that cannot be written ---
for command in '--version' '--help' 'summary good.h5' 'metrics good.yaml' 'validate good.yaml' 'schema'; do
  $program $command > /dev/full 2> err
  code=$?
  [[ $code == 5 ]] || fail "exit $code of '$command' onto a full disk"
  says 'standard output cannot be written'
  $program $command >&- 2> err
  code=$?
  [[ $code == 5 ]] || fail "exit $code of '$command' with stdout closed"
done
# With stdout closed, no file of the run may come to stand in its place.
"$program" run good.yaml -o closed.h5 --progress none >&- 2> err
same good.h5 closed.h5
"$program" run good.yaml -o closed2.h5 --progress bar >&- 2>&-
same good.h5 closed2.h5
# A run goes on though nobody can hear of its progress.
"$program" run good.yaml -o deaf.h5 --progress json --quiet 2> /dev/full
same good.h5 deaf.h5
# A reader that goes away is no error to speak of, and the run is kept.
"$program" run good.yaml -o pipe.h5 --progress none 2> err | true
[[ ! -s err ]] || fail "a closed pipe: $(head -2 err)"
same good.h5 pipe.h5
"$program" metrics good.yaml 2> err | head -1 > /dev/null
[[ ! -s err ]] || fail "a closed pipe: $(head -2 err)"
# What is written to a pipe or a file has no colours and no bars, with NO_COLOR or without.
for no in '' 1; do
  NO_COLOR=$no expect 0 "$program" run good.yaml -o "colour$no.h5"
  if grep -q $'\033' out err; then fail "escape sequences in a file (NO_COLOR='$no')"; fi
done
finish
