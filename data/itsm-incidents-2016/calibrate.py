#!/usr/bin/env python3
"""Find the one factor by which the scenario scales its waiting laws, from the derived tables alone.

    python3 calibrate.py

Why a factor: derive.py fits each stay's waiting on its own, in calendar hours. Put together they wait too long, for
two reasons: a stay that ends at night here waits for the morning's staff as well, which the measured time already
held; and long stays are not independent of one another. One factor on all waits absorbs both. It is chosen on
incidents opened 14-31 March, and is an input: the run's resolution quantiles in March are fitted, not predicted.

Staff never makes a ticket wait here (queues are left to Mainstay). Seeded, so the same tables give the same bytes.
Standard library only. Writes calibration.csv.
"""
import csv
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
FACTORS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0)
TICKETS = 40000
SEED = 2016
DAY_START, DAY_END = 8.0, 18.0
WORK_CV = 1.5
ROUTED = ("service-desk", "second-line", "third-line")  # the platform team takes 1 % and has no waiting law of its own
MEASURES = ["resolved within 1 h", "resolved within 24 h"] + [f"elapsed to resolution p{p}" for p in (25, 50, 75, 90, 95)]


def table(name):
    with open(os.path.join(HERE, name), newline="") as file:
        return list(csv.DictReader(file))


def quantile(ordered, p):
    place = p * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def weighted(generator, choices):
    left = generator.random() * sum(weight for _, weight in choices)
    for name, weight in choices:
        left -= weight
        if left < 0:
            return name
    return choices[-1][0]


class Desk:
    def __init__(self):
        self.routes = {}
        for row in table("routing.csv"):
            if row["class"] == "normal" and int(row["count"]):
                self.routes.setdefault(row["from"], []).append((row["to"], int(row["count"])))
        self.laws = {row["law"]: row for row in table("waiting-laws.csv")}
        held = {row["figure"]: float(row["value"]) for row in table("figures.csv") if row["topic"] == "holds"}
        self.hold_share = {t: held[f"share of {t} stays with a hold"] for t in ROUTED}
        self.profile = [float(row["factor"]) for row in table("hour-of-week.csv")]

    def wait(self, law, generator, factor):
        row = self.laws[law]
        if generator.random() < float(row["share_without"]):
            return 0.0
        return factor * float(row["weibull_scale_hours"]) * (-math.log(1 - generator.random())) ** (1 / float(row["weibull_shape"]))

    def work(self, tier, generator):
        mean = float(self.laws[f"{tier}: in hand"]["work_taken_off_hours"])
        variance = math.log(1 + WORK_CV * WORK_CV)
        return mean * math.exp(-variance / 2 + math.sqrt(variance) * generator.gauss(0, 1))

    def elapsed(self, generator, factor):
        """Hours from opening to resolution; time counts from a Monday 00:00."""
        hour = weighted(generator, list(enumerate(self.profile)))
        opened = hour + generator.random()
        now = opened + math.exp(math.log(0.1) + math.log(20 / 6) / 1.2816 * generator.gauss(0, 1))
        at = weighted(generator, self.routes["recorded"])
        while at not in ("resolved", "resolved while recorded"):
            if at in ROUTED:
                now += self.wait(f"{at}: in hand", generator, factor)
                if generator.random() < self.hold_share[at]:
                    now += self.wait(f"{at}: on hold", generator, factor)
                now = (now + self.work(at, generator)) if at == "service-desk" else office(now, self.work(at, generator))
            at = weighted(generator, self.routes[at])
        return now - opened


def office(now, work):
    """When work that starts now is done by people who work Monday to Friday, 08:00 to 18:00."""
    while True:
        day, hour = divmod(now, 24)
        if day % 7 < 5 and hour < DAY_END:
            start = max(hour, DAY_START)
            if start + work <= DAY_END:
                return day * 24 + start + work
            work -= DAY_END - start
        now = (day + 1) * 24


def main():
    desk = Desk()
    measured = {row["measure"]: float(row["value"]) for row in table("march-14-31-2016.csv") if row["priority"] == "P3"}
    rows = [["measured 14-31 March: P3"] + [f"{measured[m]:.4g}" for m in MEASURES] + [""]]
    for factor in FACTORS:
        generator = random.Random(SEED)
        times = sorted(desk.elapsed(generator, factor) for _ in range(TICKETS))
        values = [sum(t <= 1 for t in times) / TICKETS, sum(t <= 24 for t in times) / TICKETS]
        values += [quantile(times, p) for p in (0.25, 0.5, 0.75, 0.9, 0.95)]
        miss = math.sqrt(sum(math.log(v / measured[m]) ** 2 for v, m in list(zip(values, MEASURES))[3:]) / 4)
        rows.append([f"factor {factor}"] + [f"{v:.4g}" for v in values] + [f"{miss:.3f}"])
    with open(os.path.join(HERE, "calibration.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["what"] + MEASURES + ["rms log miss of p50 to p95"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
