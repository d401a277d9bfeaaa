#!/usr/bin/env python3
"""April as it was beside April as it was foretold: the table of the README, from a run.

    eval mainstay run scenarios/desk-april.yaml -o april.h5 --quiet $(python3 compare_april.py --metrics)
    eval mainstay summary april.h5 --json $(python3 compare_april.py --metrics) | python3 compare_april.py

`--metrics` prints the options that ask for what the table needs, quoted for a shell.
"""
import csv
import json
import pathlib
import sys

DAYS = 30.0
PRIORITIES = ["P1", "P2", "P3", "P4"]

# The log's words for a measure, the metric of a kind of ticket, the unit, what a metric is multiplied with.
ROWS = [
    ("opened per day", "opened", "a day", 1.0 / DAYS),
    ("elapsed to resolution p50", "elapsed.p50", "h", 1.0),
    ("elapsed to resolution p75", "elapsed.p75", "h", 1.0),
    ("elapsed to resolution p90", "elapsed.p90", "h", 1.0),
    ("elapsed to resolution p95", "elapsed.p95", "h", 1.0),
    ("resolved within 24 h", "elapsed.over(24 h)", "share", -1.0),
    ("transfers between tiers - mean", "hand_offs.mean", "an incident", 1.0),
    ("reopened", "reopened", "of closed", None),
]


def metrics():
    return [f"tickets.{p.lower()}.{m}" for p in PRIORITIES for m in ["closed"] + [row[1] for row in ROWS]]


def log():
    table = {}
    with open(pathlib.Path(__file__).with_name("april-2016.csv"), newline="") as file:
        for row in csv.DictReader(file):
            table[row["measure"], row["priority"]] = float(row["value"])
    return table


def seen(table, measure, priority):
    if measure == "opened per day":
        return table["opened per day", "all"] * table["share of opened", priority]
    return table.get((measure, priority))


def foretold(run, priority, metric, factor):
    kind = f"tickets.{priority.lower()}."
    entry = run.get(kind + metric)
    if entry is None or "estimate" not in entry:
        return None
    value, (low, high) = entry["estimate"], entry.get("interval", (entry["estimate"],) * 2)
    if factor is None:  # a share of those closed
        factor = 1.0 / run[kind + "closed"]["estimate"]
    if factor < 0.0:  # the rest of a share
        return 1.0 - value, 1.0 - high, 1.0 - low
    return value * factor, low * factor, high * factor


def main():
    if sys.argv[1:] == ["--metrics"]:
        print(" ".join(f"-m '{m}'" for m in metrics()))
        return
    run = {m["metric"]: m for m in json.load(sys.stdin)["metrics"]}
    table = log()
    print("| April 2016 | | the log | the run | its 95 % interval | run / log |")
    print("|---|---|---|---|---|---|")
    for measure, metric, unit, factor in ROWS:
        for priority in PRIORITIES:
            was, said = seen(table, measure, priority), foretold(run, priority, metric, factor)
            if was is None or said is None:
                continue
            ratio = f"{said[0] / was:.2f}" if was > 0.0 else "-"
            print(f"| {measure} ({unit}) | {priority} | {was:.3g} | {said[0]:.3g} | {said[1]:.3g} to {said[2]:.3g} | {ratio} |")


if __name__ == "__main__":
    main()
