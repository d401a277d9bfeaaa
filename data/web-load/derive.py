#!/usr/bin/env python3
"""Derive a demand profile from the requests per minute of NASA's Kennedy web server, July 1995.

    python3 derive.py RAW_FOLDER

RAW_FOLDER holds nasa_http_1995-07_per_minute.csv.xz (see README.md for its source and terms).
Standard library only; no random numbers, no clock: the same counts give the same bytes.
"""
import collections
import csv
import datetime as dt
import lzma
import os
import statistics
import sys

RAW_NAME = "nasa_http_1995-07_per_minute.csv.xz"
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = "Mon Tue Wed Thu Fri Sat Sun".split()

# Days that no week repeats: Independence Day, and the launch of STS-70, with 1.8 times a usual Thursday.
SPECIAL_DAYS = {dt.date(1995, 7, 4), dt.date(1995, 7, 13)}
# A server this busy is not idle for five minutes: longer runs of zeros are holes in the record, not demand.
LONGEST_QUIET_MINUTES = 5


def number(value, digits=4):
    return f"{value:.{digits}g}"


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def read(folder):
    with lzma.open(os.path.join(folder, RAW_NAME), "rt", newline="") as file:
        return [(dt.datetime.fromisoformat(row["minute_local_utc-4"]), int(row["requests"])) for row in csv.DictReader(file)]


def without_holes(counts):
    kept, run = [], []
    for minute, requests in counts:
        if requests == 0:
            run.append((minute, requests))
            continue
        kept += run if len(run) < LONGEST_QUIET_MINUTES else []
        run = []
        kept.append((minute, requests))
    return kept


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    raw = read(sys.argv[1])
    counts = without_holes(raw)
    per_date = collections.Counter(minute.date() for minute, _ in raw)
    whole = {day for day, minutes in per_date.items() if minutes == 1440}
    usual = [(m, n) for m, n in counts if m.date() in whole - SPECIAL_DAYS]

    cells, minutes_in_hour = collections.defaultdict(list), collections.defaultdict(list)
    for minute, requests in usual:
        cells[minute.weekday() * 24 + minute.hour].append(requests)
        minutes_in_hour[minute.date(), minute.hour].append(requests)
    rates = [statistics.fmean(cells[h]) for h in range(168)]
    mean = statistics.fmean(rates)
    write("hour-of-week.csv", ["hour_of_week", "factor"], [[h, f"{r / mean:.4f}"] for h, r in enumerate(rates)])

    totals = collections.Counter()
    for minute, requests in counts:
        totals[minute.date()] += requests
    write("days.csv", ["date", "weekday", "requests", "whole", "in_profile"],
          [[d, NAMES[d.weekday()], totals[d], str(d in whole).lower(), str(d in whole - SPECIAL_DAYS).lower()]
           for d in sorted(totals)])

    # Within an hour the rate hardly moves, so variance over mean of its minutes measures burstiness (Poisson: 1).
    dispersion = sorted(statistics.variance(v) / statistics.fmean(v) for v in minutes_in_hour.values() if len(v) == 60)
    # Between weeks: the same hour of the week on other days, each hour's mean count per minute.
    hour_means = collections.defaultdict(list)
    for (day, hour), values in minutes_in_hour.items():
        if len(values) == 60:
            hour_means[day.weekday() * 24 + hour].append(statistics.fmean(values))
    between = [statistics.stdev(v) / statistics.fmean(v) for v in hour_means.values() if len(v) > 1]
    by_weekday = collections.defaultdict(list)
    for day in whole - SPECIAL_DAYS:
        by_weekday[day.weekday()].append(totals[day])
    residual = [n / statistics.fmean(group) - 1 for group in by_weekday.values() for n in group]
    day_cv = (sum(r * r for r in residual) / (len(residual) - 7)) ** 0.5

    busiest_minute = max(n for _, n in raw)
    hour_totals = collections.Counter()
    for minute, requests in raw:
        hour_totals[minute.date(), minute.hour] += requests
    launch = totals[dt.date(1995, 7, 13)] / statistics.fmean(by_weekday[3])
    rows = [
        ["minutes in the record", "count", len(raw)],
        ["minutes taken as holes", "count", len(raw) - len(counts)],
        ["days in the profile", "count", len(whole - SPECIAL_DAYS)],
        ["mean rate of the profile", "requests per minute", number(mean)],
        ["peak hour of the week over mean", "factor", number(max(rates) / mean)],
        ["quietest hour of the week over mean", "factor", number(min(rates) / mean)],
        ["peak hour of the week", "hour", rates.index(max(rates))],
        ["weekend day over working day", "factor", number(statistics.fmean(rates[120:]) / statistics.fmean(rates[:120]))],
        ["busiest single hour over mean", "factor", number(max(hour_totals.values()) / 60 / mean)],
        ["busiest single minute over mean", "factor", number(busiest_minute / mean)],
        ["launch day 13 July over usual Thursdays", "factor", number(launch)],
        ["index of dispersion of minutes within an hour - median", "factor", number(statistics.median(dispersion))],
        ["index of dispersion of minutes within an hour - p90", "factor", number(dispersion[int(0.9 * len(dispersion))])],
        ["variation between weeks of an hour's mean - mean cv", "factor", number(statistics.fmean(between))],
        ["day to day: sd of a day over its weekday's mean", "factor", number(day_cv)],
    ]
    write("figures.csv", ["figure", "unit", "value"], rows)


if __name__ == "__main__":
    main()
