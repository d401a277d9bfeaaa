#!/usr/bin/env python3
"""Writes the scenario of the benchmark: every process model on, at the size of a large organisation.

    whole_estate.py [COMPONENTS [SERVICES [TEAMS]]] > whole-estate.yaml

1,000 components in 40 families and 100 redundant pairs, 100 services, 20 teams, one year; some 4,000 failures, 30,000
tickets, 2,600 changes, 100 demands that follow the hours of the week.
"""
import sys

components, services, teams = (int(a) for a in (sys.argv[1:] + ["1000", "100", "20"][len(sys.argv) - 1:])[:3])
sites = 10
pairs = services  # of components, each a group that one service stands on
families = max(1, (components - 2 * pairs) // 20)
per_family = (components - 2 * pairs) // families

print(f"""# Made by whole_estate.py: {components} components, {services} services, {teams} teams. Its figures are no organisation's.
mainstay: 1
title: Whole estate
question: What does a year of everything at once cost to play?
run: {{ from: 2026-01-05 00:00, for: 1 year, replications: 8, seed: 1, record: outages }}
currency: EUR

calendars:
  office: {{ hours: Mon-Fri 08:00-18:00 }}
  night: {{ hours: Mon-Fri 00:00-08:00 }}
sites:""")
for i in range(sites):
    print(f"  site-{i}: {{}}")

print("\nteams:")
for i in range(teams):
    kind = i % 4
    if kind == 0:
        print(f"  team-{i}: {{ staff: {{ office: 6, night: 2 }}, discipline: priority, cost: 45 EUR / h }}")
    elif kind == 1:
        print(f"  team-{i}: {{ staff: 4, calendar: office, on_call: uniform(min 15 min; max 45 min), discipline: preemptive priority }}")
    elif kind == 2:
        print(f"  team-{i}: {{ staff: 5, skills: {{ database: 2, network: 3 }} }}")
    else:
        print(f"  team-{i}: {{ staff: 4 }}")

print("\ncomponents:")
repairs = ["{ time: lognormal(median 2 h; p90 8 h), by: team-%d, priority: P2 }", "{ time: gamma(shape 2; mean 3 h), by: [team-%d, team-0], priority: P1 }"]
for i in range(families):
    name = f"family-{i}"
    lines = [f"count: {per_family}", f"site: site-{i % sites}"]
    kind = i % 5
    if kind == 0:
        lines.append("failure: { every: weibull(shape 1.2; mean 120 d), repair: " + repairs[0] % (i % teams) + " }")
    elif kind == 1:
        lines.append("failure: { every: exponential(mean 100 d), repair: ticket, opens: incident-%d }" % (i % 5))
    elif kind == 2:
        lines.append("failure: { every: exponential(mean 180 d), hidden: true, repair: 8 h }")
        lines.append(f"inspection: {{ every: 30 d, time: 1 h, by: team-{i % teams} }}")
    elif kind == 3:
        lines.append("failure: { every: weibull(shape 2; mean 200 d), renews: false, repair: " + repairs[1] % (i % teams) + " }")
        lines.append(f"maintenance: {{ every: 90 d, clock: age, time: 1 h, by: team-{i % teams}, takes_down: self }}")
    else:
        lines.append("start_up: 5 min")
        lines.append("failure: { rate: 4 / year, opens: incident-%d, repair: 30 min }" % (i % 5))
    print(f"  {name}:")
    for line in lines:
        print(f"    {line}")
for i in range(pairs):
    for half in "ab":
        print(f"  node-{i}-{half}: {{ site: site-{(i + (half == 'b')) % sites}, failure: {{ every: exponential(mean 90 d), repair: "
              + repairs[0] % (i % teams) + " } }")

print("\ngroups:")
modes = ["active", "hot standby", "warm standby", "cold standby"]
for i in range(pairs):
    mode = modes[i % 4]
    ageing = " standby_ageing: 30 %," if mode == "warm standby" else ""
    if mode == "active":
        print(f"  group-{i}: {{ members: [node-{i}-a, node-{i}-b], mode: active }}")
    else:
        print(f"  group-{i}: {{ members: [node-{i}-a, node-{i}-b], mode: {mode},{ageing} detect: 1 min, switch: uniform(min 1 min; max 15 min),"
              f" success: 95 %, manual: {{ time: exponential(mean 1 h), by: team-{i % teams} }}, fail_back: office }}")

print("\nservices:")
for i in range(services):
    f, g = i % families, (7 * i + 3) % families
    print(f"""  service-{i}:
    needs: [group-{i}, {{ at_least: {max(1, per_family * 3 // 4)}, of: family-{f} }}, {{ any: [family-{g}-1, family-{g}-2, {{ at_least: 2, of: family-{g} }}] }}]
    start_up: 2 min
    users: {100 * (i + 1)}
    demand: {{ rate: {50 + i} / s, profile: file(hour-of-week.csv), growth: 10 % / year, each: {{ family-{f}: {2 * (50 + i) // per_family + 1} / s }} }}
    targets: {{ availability: 99.9 %, rto: 2 h, mtpd: 8 h, mbco: 50 % }}
    downtime_cost: [{{ from: 0 h, rate: 1000 EUR / h }}, {{ from: 4 h, rate: 8000 EUR / h }}]""")
print(f"""  counter:
    needs: family-0-1
    requests: {{ rate: 4 / h, time: exponential(mean 10 min), servers: 2, room: 20, patience: exponential(mean 1 h) }}

threats:
  fire: {{ rate: 1 / 20 years, takes_down: {{ site: site-0 }}, lasts: lognormal(median 3 d; p90 10 d) }}
  bad-patch: {{ rate: 2 / year, strikes: family-0, chance: 30 % }}
  surge: {{ rate: 4 / year, multiplies: {{ service-0: 3 }}, lasts: 6 h }}
  flu: {{ rate: 1 / year, takes_down: team-0, lasts: 2 d }}

plans:""")
for i in range(0, services, 5):
    print(f"""  plan-{i}:
    restores: service-{i}
    at_capacity: 60 %
    declared: {{ down_for: 1 h, time: uniform(min 10 min; max 1 h) }}
    steps:
      restore-data: {{ time: lognormal(median 2 h; p90 5 h), by: {{ team: team-{i % teams}, people: 2 }}, priority: P1 }}
      reroute: {{ time: 30 min, by: team-{(i + 1) % teams}, priority: P1 }}
      verify: {{ after: [restore-data, reroute], time: pert(min 10 min; mode 20 min; max 2 h), by: team-0, priority: P1 }}""")

print("\ntickets:")
for i in range(5):
    print(f"""  incident-{i}:
    rate: 0.7 / h
    profile: file(hour-of-week.csv)
    priority: mixture(10 % P1; 30 % P2; 60 % P3)
    targets: {{ respond: 30 min, resolve: 8 h, calendar: office }}
    reopens: 2 %
    after: exponential(mean 2 d)
    first: triage
    steps:
      triage: {{ time: lognormal(mean 12 min; cv 1.5), by: team-0, then: {{ expert: 40 % }} }}
      expert: {{ time: lognormal(mean 1 h; cv 1.5), by: [team-{i + 1}, team-{i + 6}], then: {{ triage: 2 % }} }}""")
print("""  complaints: { rate: 20 / h, clock: service-0 down, merge: { within: 10 min, since: first }, time: 5 min, by: team-0, priority: P2 }

changes:""")
for i in range(5):
    print(f"""  change-{i}:
    rate: 10 / week
    first: board
    steps:
      board: {{ at: Wed 10:00, then: {{ deploy: 90 %, refused: 10 % }} }}
      refused: {{}}
      deploy: {{ at: Sat 22:00, time: 40 min, by: team-{(4 * i + 3) % teams}, takes_down: service-{i}, planned: true, then: {{ back-out: 6 % }} }}
      back-out: {{ time: 45 min, by: team-{(4 * i + 3) % teams}, takes_down: service-{i}, opens: incident-{i} }}""")
