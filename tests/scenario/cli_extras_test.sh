#!/bin/bash
# The commands around a run: new, schema, export, completion. Takes the program as its argument.
manual=$(realpath "$(dirname "$0")/../../docs/mainstay.1")
program=${1:?usage: cli_extras_test.sh PROGRAM}
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"

# --- help, of all commands ---
for command in $("$program" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
  expect 0 "$program" "$command" --help
  holds "usage: mainstay $command"
  holds 'Examples:'
  expect 2 "$program" "$command" --no-such-option
  grep -q "^\.Ss $command\$" "$manual" || fail "the manual does not describe $command"
done

# --- metrics ---
cat > parts.yaml << 'Y'
mainstay: 1
run: { for: 30 d, replications: 2, seed: 1 }
teams: { desk: { staff: 1 } }
components: { db: { failure: { every: 5 d, repair: { time: 1 h, by: desk } } } }
services: { s: { needs: db } }
Y
for metric in services.s.downtime services.s.outage.p95; do
  expect 0 "$program" metrics parts.yaml --explain $metric
  holds 'by(…) took these names in one trial: .*db.*failure'
  example=$(sed -n 's/^ *as in `\(.*\)`$/\1/p' out)
  [[ $example == *'.by('*')'* ]] || fail "no example: $(cat out)"
  expect 0 "$program" run parts.yaml -m "$example" -o parts.h5 --force --progress none
  holds "$example"
done
expect 0 "$program" metrics parts.yaml --explain teams.desk.waiting
holds 'nothing was told apart by a name'
expect 0 "$program" metrics parts.yaml --explain 'max(services.s.downtime)'
holds 'the largest of all trials; it has no interval'
expect 0 "$program" run parts.yaml -m 'max(services.s.downtime)' -o parts.h5 --force --progress none
holds '^asked for'
holds 'max( ), min( ): an extreme'
# What `expect` names is not what somebody asked for: the main figures come first.
echo 'expect: { P(services.s.outages > 0): 100 %, services.s.outages: 6 }' >> parts.yaml
expect 0 "$program" run parts.yaml -o parts.h5 --force --progress none
! grep -q 'asked for' out || fail "somebody asked: $(cat out)"
holds '^also expected by the scenario'
[[ $(grep -n '^services.s$' out | cut -d : -f 1) -lt $(grep -n '^also expected' out | cut -d : -f 1) ]] || fail 'the main figures are not first'
[[ $(grep -c ' outages ' out) == 1 ]] || fail 'outages are shown twice'

# --- new ---
expect 0 "$program" new --list
mapfile -t templates < <(cut -d ' ' -f 1 "$work/out")
for template in minimal service-desk two-sites change-calendar; do
  [[ " ${templates[*]} " == *" $template "* ]] || fail "no template $template"
done
for template in "${templates[@]}"; do
  expect 0 "$program" new "$template" -o "$template.yaml"
  says "mainstay run $template.yaml"
  [[ -s $template.yaml ]] || fail "$template.yaml is empty"
  lines=$(wc -l < "$template.yaml")
  ((lines >= 20 && lines <= 60)) || fail "$template has $lines lines"
  expect 0 "$program" validate "$template.yaml"
  [[ ! -s err ]] || fail "$template: $(head -1 err)"
  expect 0 "$program" run "$template.yaml" -n 2 -o "$template.h5" --progress none --quiet
  expect 0 "$program" new "$template"
  cmp -s out "$template.yaml" || fail "$template differs on standard output"
done
echo mine > minimal.yaml
expect 5 "$program" new minimal -o minimal.yaml
says 'is there already'
[[ $(cat minimal.yaml) == mine ]] || fail "new overwrote a file"
expect 0 "$program" new minimal -o minimal.yaml --force
grep -q 'mainstay: 1' minimal.yaml || fail "new --force did not replace the file"
expect 2 "$program" new minimum
says "did you mean 'minimal'"
expect 2 "$program" new
expect 5 "$program" new minimal -o no/such/folder.yaml
expect 5 "$program" new minimal -o "$work"

# --- schema ---
expect 0 "$program" schema -o schema.json
expect 5 "$program" schema -o schema.json
expect 0 "$program" schema -o schema.json --force
expect 0 "$program" schema
cmp -s out schema.json || fail "the schema differs on standard output"
for text in '"https://json-schema.org/draft/2020-12/schema"' '"entity-components"' '"failure"' '"entity-tickets"' '"task"'; do holds "$text"; done

# --- summary ---
expect 3 "$program" summary two-sites.h5 -m 'services.orders.outage.over(rto)'
says "mainstay run -m 'services.orders.outage.over(rto)'"
expect 3 "$program" summary two-sites.h5 -m services.orders.downtimes
says "did you mean 'services.orders.downtime'"
expect 0 "$program" summary --help
holds '(=0.95)'

# --- what is expected of a variant that is not played ---
(cat minimal.yaml; echo 'expect: { services.shop.outages: { baseline: 6, round-the-clock: 6 } }') > expecting.yaml
expect 0 "$program" validate expecting.yaml
expect 0 "$program" run expecting.yaml -n 2 -q --variant baseline -o one.h5
expect 0 "$program" run expecting.yaml -n 2 -q --vary 'teams.operations.staff: [1, 2]' -o swept.h5
sed 's/round-the-clock: 6/round-the-clok: 6/' expecting.yaml > slip.yaml
expect 3 "$program" validate slip.yaml
says "did you mean 'round-the-clock'"

# --- export ---
run=two-sites.h5
expect 0 "$program" export "$run" --unix
[[ $(wc -l < out) == 7 ]] || fail "metrics of 2 replications of 3 variants are $(wc -l < out) lines"
[[ $(head -1 out) == variant,replication,status,* ]] || fail "metrics begin with $(head -1 out | cut -c 1-60)"
[[ $(head -1 out) == *'services.orders.downtime [h]'* ]] || fail "no unit in the header"
fields=$(head -1 out | tr -cd , | wc -c)
awk -F , -v n="$fields" 'NF != n + 1 { exit 1 }' out || fail "lines of different length"
expect 0 "$program" export "$run" -m services.orders.downtime -m 'services.*.rto.met' --variant baseline
[[ $(grep -c $'\r$' out) == 3 ]] || fail "lines do not end in CR LF"
[[ $(head -1 out | tr -cd , | wc -c) == 4 ]] || fail "two metrics asked, got $(head -1 out)"
expect 0 "$program" export "$run" --weights -m services.orders.downtime --unix
holds 'weight of services.orders.downtime'
expect 0 "$program" export "$run" --what tables --unix
holds '^metrics,6,'
holds '^outages,'
expect 0 "$program" export "$run" --what outages --unix
holds '^variant,replication,'
expect 0 "$program" export "$run" --what trials --unix
[[ $(wc -l < out) == 7 ]] || fail "trials are $(wc -l < out) lines"
expect 3 "$program" export "$run" --what tickets
says 'record: outages'
expect 3 "$program" export "$run" --what outage
says "did you mean 'outages'"
expect 3 "$program" export "$run" -m services.orders.downtim
says "did you mean 'services.orders.downtime'"
expect 3 "$program" export "$run" --variant warm-stanby
expect 5 "$program" export no-such.h5
expect 5 "$program" export minimal.yaml
expect 2 "$program" export
expect 2 "$program" export "$run" --what all
echo mine > metrics.csv
expect 5 "$program" export "$run" -o metrics.csv
[[ $(cat metrics.csv) == mine ]] || fail "export overwrote a file"
expect 0 "$program" export "$run" -o metrics.csv --force
[[ $(head -c 7 metrics.csv) == variant ]] || fail "export --force did not replace the file"
expect 0 "$program" export "$run" --what all -o all
for part in metrics trials series outages; do [[ -s all/$part.csv ]] || fail "no all/$part.csv"; done
rm all/trials.csv
expect 5 "$program" export "$run" --what all -o all
[[ ! -e all/trials.csv ]] || fail "export wrote some files although others were there"
expect 0 "$program" export "$run" --what trials -o all
[[ -s all/trials.csv ]] || fail "no file in the folder"
if [[ -w /dev/full ]]; then
  "$program" export "$run" > /dev/full 2> err
  [[ $? == 5 ]] || fail "a full disk is no error"
fi
"$program" export "$run" --what series --unix 2> err | head -1 > out
[[ ! -s err ]] || fail "a reader that leaves is an error: $(cat err)"
ls ./*.part > /dev/null 2>&1 && fail "left behind: $(ls ./*.part)"

# --- completion ---
expect 0 "$program" completion bash
cp out completion.bash
bash -n completion.bash || fail "the completion is not bash"
expect 2 "$program" completion fish
expect 2 "$program" completion
expect 0 "$program" completion zsh
cp out _mainstay
if command -v zsh > /dev/null; then zsh -n _mainstay || fail "the completion is not zsh"; fi

# shellcheck disable=SC1091
source ./completion.bash
# completes WANTED WORD...: the last word is completed.
completes() {
  local wanted=$1
  shift
  COMP_WORDS=("$@")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _mainstay 2> err
  local got
  got=$(printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' ')
  [[ ${got% } == "$wanted" ]] || fail "'${*}' completes to '${got% }' instead of '$wanted'"
}
mkdir c folder
cd c || exit 1
touch 'a b.yaml' x.yaml x.h5 x.csv
mkdir parts
completes 'schema selftest sensitivity split summary' mainstay s
completes 'a b.yaml parts x.yaml' mainstay run ''
completes 'parts x.h5' mainstay summary ''
completes 'parts x.h5' mainstay export ''
completes '--replications --resume' mainstay run --re
completes 'minimal' mainstay new m
completes 'parts x.h5' mainstay run x.yaml --resume = ''
completes 'parts' mainstay schema --plugin-dir ''
completes 'none' mainstay run --progress n
completes 'outages' mainstay export x.h5 --what o
completes '' mainstay run -j ''
completes 'bash zsh' mainstay completion ''

# --- tickets that open each other ---
for circle in '{ a: { at: 5 h, time: 3 h, opens: a } }' '{ a: { at: 5 h, opens: b }, b: { time: 1 h, opens: a } }' \
              '{ a: { at: 5 h, patience: 1 h, opens: b }, b: { steps: { x: { then: y }, y: { opens: a } } } }'; do
  printf 'mainstay: 1\nrun: { for: 10 d, replications: 1 }\ntickets: %s\n' "$circle" > circle.yaml
  expect 3 "$program" validate circle.yaml
  says 'circle.yaml:3:.*tickets.a: tickets open each other for ever: a opens \(b opens \)\?a, each of them'
done
# Nobody is given up who never waits.
printf 'mainstay: 1\nrun: { for: 10 d, replications: 1 }\nteams: { crew: { staff: unlimited } }\n%s\n' \
       'tickets: { a: { at: 5 h, by: crew, patience: 1 h, opens: a } }' > circle.yaml
expect 3 "$program" validate circle.yaml
says 'circle.yaml:4:.*tickets.a: tickets open each other for ever: a opens a, each of them'
# What chance, patience or merging ends is well.
steps='steps: { x: { time: 1 h, then: { y: 50 % } }, y: { opens: a } }'
for circle in "{ a: { at: 5 h, $steps } }" '{ a: { at: 5 h, time: 1 h, by: crew, patience: 3 h, opens: b }, b: { time: 1 h, opens: a } }' \
              '{ a: { at: 5 h, time: 1 h, opens: b }, b: { merge: { within: 1 h }, opens: a } }'; do
  printf 'mainstay: 1\nrun: { for: 10 d, replications: 3 }\nteams: { crew: { staff: 1 } }\ntickets: %s\n' "$circle" > circle.yaml
  expect 0 "$program" run circle.yaml -o circle.h5 --force --progress none
done

# --- how many come at once ---
printf 'mainstay: 1\nrun: { for: 10 d }\ntickets: { a: { at: 5 h, time: 3 h, size: 1.5 } }\n' > size.yaml
expect 3 "$program" validate size.yaml
says 'size.yaml:3:.*`size` is 1.5: not a whole number'

finish
