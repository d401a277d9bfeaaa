#!/usr/bin/env python3
"""Derive the service-desk figures of this folder from the raw incident log.

    python3 derive.py RAW_FOLDER

RAW_FOLDER holds incident_event_log_2016-03_04.csv.xz (see README.md for its source and terms).
Standard library only; no random numbers, no clock: the same log gives the same bytes.
Writes aggregated figures beside this program; no raw record leaves the raw folder.
"""
import collections
import csv
import datetime as dt
import lzma
import math
import os
import statistics
import sys

RAW_NAME = "incident_event_log_2016-03_04.csv.xz"
HERE = os.path.dirname(os.path.abspath(__file__))

# Weekdays on which the company did not work, seen in the counts (55 and 43 incidents instead of about 380):
# Good Friday and Tiradentes. 22 April, a bridge day with 100 incidents, is not a holiday of any calendar.
HOLIDAYS = {dt.date(2016, 3, 25), dt.date(2016, 4, 21)}

# Handling laws are fitted to incidents opened in these days: see README.md, "Two Marches".
FIT_FROM, FIT_TO = dt.date(2016, 3, 14), dt.date(2016, 3, 31)

# Hands-on time a stay needs, on average. NOT in the log: an assumption, needed here because what the log
# does show (time in a group) holds it, and is split into this work and the waiting around it.
ASSUMED_WORK_HOURS = {"service-desk": 10 / 60, "second-line": 0.5, "third-line": 0.5, "platform": 1.5}

TIERS = ("service-desk", "second-line", "third-line", "platform")
PRIORITIES = {"1 - Critical": "P1", "2 - High": "P2", "3 - Moderate": "P3", "4 - Low": "P4"}
CLASSES = {"P1": "urgent", "P2": "urgent", "P3": "normal", "P4": "normal"}
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
UNNAMED = "?"


def moment(text):
    return None if text == "?" else dt.datetime.strptime(text, "%d/%m/%Y %H:%M")


def hours(start, end):
    return (end - start).total_seconds() / 3600


def quantile(sorted_values, p):
    """Quantile with linear interpolation between order statistics (Hyndman and Fan's type 7)."""
    if not sorted_values:
        return float("nan")
    place = p * (len(sorted_values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(sorted_values) - 1)
    return sorted_values[low] + (place - low) * (sorted_values[high] - sorted_values[low])


def number(value, digits=4):
    """Four significant digits: more would claim what the log cannot say."""
    return "" if value is None or value != value else f"{value:.{digits}g}"


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


class Incident:
    """One incident: its rows in order of update, and what they say of its life up to its last resolution."""

    def __init__(self, rows):
        self.rows = rows
        self.times = [moment(row["sys_updated_at"]) for row in rows]
        last = rows[-1]
        self.opened = moment(last["opened_at"])
        self.recorded = self.times[0]
        self.by_hand = rows[0]["sys_created_at"] != "?"
        self.priority = PRIORITIES[last["priority"]]
        self.first_group = rows[0]["assignment_group"]
        self.reassignments = int(last["reassignment_count"])
        self.reopened = int(last["reopen_count"]) > 0
        self.resolved_missing = last["resolved_at"] == "?"
        self.resolved = moment(last["resolved_at"]) or self.last_entry_into_resolved()
        self.fixed_on_contact = rows[0]["incident_state"] == "Resolved"

    def last_entry_into_resolved(self):
        """One incident in fourteen lacks resolved_at; nearly all of them were saved as resolved at once."""
        found, before = None, ""
        for row, time in zip(self.rows, self.times):
            if row["incident_state"] == "Resolved" and before != "Resolved":
                found = time
            before = row["incident_state"]
        return found

    def spans(self):
        """(state, group, hours) from the first save to the last resolution."""
        for row, start, end in zip(self.rows, self.times, self.times[1:]):
            if start >= self.resolved:
                return
            yield row["incident_state"], row["assignment_group"], hours(start, min(end, self.resolved))

    def group_sequence(self):
        groups = []
        for row, time in zip(self.rows, self.times):
            if time > self.resolved:
                break
            if not groups or groups[-1] != row["assignment_group"]:
                groups.append(row["assignment_group"])
        return groups

    def stays(self, tier_of):
        """Stays in a tier, successive groups of one tier taken together: [tier, hours in hand, hours on hold]."""
        result = []
        for state, group, span in self.spans():
            tier = tier_of(group)
            if not result or result[-1][0] != tier:
                result.append([tier, 0.0, 0.0])
            if state.startswith("Awaiting"):
                result[-1][2] += span
            elif state not in ("Resolved", "Closed"):
                result[-1][1] += span
        last = [tier_of(group) for group in self.group_sequence()][-1:]
        if last and (not result or result[-1][0] != last[0]):
            result.append([last[0], 0.0, 0.0])  # moved and resolved in the same save
        return result

    def reopen_delays(self):
        for (a, start), (b, end) in zip(zip(self.rows, self.times), zip(self.rows[1:], self.times[1:])):
            if a["incident_state"] == "Resolved" and b["incident_state"] not in ("Resolved", "Closed"):
                yield hours(start, end)


def read(folder):
    grouped = collections.OrderedDict()
    with lzma.open(os.path.join(folder, RAW_NAME), "rt", newline="") as file:
        for row in csv.DictReader(file):
            grouped.setdefault(row["number"], []).append(row)
    return [Incident(rows) for rows in grouped.values()]


def opened_in(incidents, first, last):
    return [i for i in incidents if first <= i.opened.date() <= last]


# ---- arrivals ---------------------------------------------------------------------------------------------------


def write_arrivals(incidents, march):
    """Hour 0 is Monday 00:00-01:00. Each cell is a mean over the days of March that have it, Good Friday left out."""
    days = [dt.date(2016, 3, 1) + dt.timedelta(n) for n in range(31)]
    days = [day for day in days if day not in HOLIDAYS]
    counts, exposure = [0] * 168, [0] * 168
    for day in days:
        for hour in range(24):
            exposure[day.weekday() * 24 + hour] += 1
    for i in march:
        if i.opened.date() not in HOLIDAYS:
            counts[i.opened.weekday() * 24 + i.opened.hour] += 1
    rates = [count / days_seen for count, days_seen in zip(counts, exposure)]
    mean = sum(rates) / 168
    write("hour-of-week.csv", ["hour_of_week", "factor"], [[h, f"{r / mean:.4f}"] for h, r in enumerate(rates)])

    per_day = collections.Counter(i.opened.date() for i in incidents)
    names = "Mon Tue Wed Thu Fri Sat Sun".split()
    write("days.csv", ["date", "weekday", "opened"], [[d, names[d.weekday()], n] for d, n in sorted(per_day.items())])

    work = [per_day[d] for d in days if d.weekday() < 5]
    by_weekday = [[per_day[d] for d in days if d.weekday() == w] for w in range(5)]
    spread = sum(sum((n - statistics.mean(g)) ** 2 for n in g) for g in by_weekday) / (len(work) - 5)
    return [
        ["arrivals", "mean rate", "per hour", number(mean)],
        ["arrivals", "peak hour over mean", "factor", number(max(rates) / mean)],
        ["arrivals", "share Saturday and Sunday", "share", number(sum(rates[120:]) / sum(rates))],
        ["arrivals", "share Monday-Friday 08:00-18:00", "share",
         number(sum(rates[d * 24 + h] for d in range(5) for h in range(8, 18)) / sum(rates))],
        ["arrivals", "index of dispersion of working-day counts about their weekday's mean (Poisson: 1)", "factor",
         number(spread / statistics.mean(work))],
    ]


# ---- tiers and routing ------------------------------------------------------------------------------------------


def tiers_by_rule(march):
    """The busiest first group is the desk. Others are second line if half of their stays end within a day, else third.
    The platform team borrows the size of one of them: of the second-line groups that resolve at least half of what
    reaches them, the one whose share of all stays is nearest to 1 %."""
    stays, firsts, resolves = collections.defaultdict(list), collections.Counter(), collections.Counter()
    for i in march:
        firsts[i.first_group] += 1
        if i.resolved is None:
            continue
        for group, in_hand, on_hold in i.stays(lambda g: g):
            stays[group].append(in_hand + on_hold)
        resolves[i.group_sequence()[-1]] += 1
    desk = firsts.most_common(1)[0][0]
    total = sum(len(s) for s in stays.values())
    tier = {}
    for group, lengths in stays.items():
        tier[group] = "second-line" if statistics.median(lengths) <= 24 else "third-line"
    tier[desk] = "service-desk"
    seconds = sorted(g for g in stays if tier[g] == "second-line" and resolves[g] >= 0.5 * len(stays[g]))
    platform = min(seconds, key=lambda group: (abs(len(stays[group]) / total - 0.01), group))
    tier[platform] = "platform"

    rows = []
    for name in TIERS:
        groups = [g for g in stays if tier[g] == name]
        lengths = sorted(x for g in groups for x in stays[g])
        rows.append([name, len(groups), sum(firsts[g] for g in groups), len(lengths),
                     sum(resolves[g] for g in groups), number(quantile(lengths, 0.5)), number(quantile(lengths, 0.9))])
    write("tiers.csv", ["tier", "groups", "first_assignments", "group_stays", "resolved", "median_stay_hours",
                        "p90_stay_hours"], rows)
    return (lambda group: tier.get(group, "third-line")), desk, platform


def lognormal(values):
    logs = [math.log(v) for v in values]
    mean = statistics.fmean(logs)
    return math.exp(mean), math.sqrt(statistics.fmean((x - mean) ** 2 for x in logs))


def lognormal_log_likelihood(values, median, sigma):
    z = [(math.log(v) - math.log(median)) / sigma for v in values]
    return sum(-0.5 * a * a - math.log(v * sigma * math.sqrt(2 * math.pi)) for a, v in zip(z, values))


def weibull(values):
    """Maximum likelihood: the shape solves one equation, by bisection; the scale then follows."""
    logs = [math.log(v) for v in values]
    mean_log = statistics.fmean(logs)
    low, high = 0.05, 20.0
    for _ in range(60):
        shape = (low + high) / 2
        powers = [math.exp(shape * x) for x in logs]
        slope = sum(p * x for p, x in zip(powers, logs)) / sum(powers) - 1 / shape - mean_log
        low, high = (low, shape) if slope > 0 else (shape, high)
    return shape, (sum(powers) / len(values)) ** (1 / shape)


def weibull_log_likelihood(values, shape, scale):
    return sum(math.log(shape / scale) + (shape - 1) * math.log(v / scale) - (v / scale) ** shape for v in values)


def law_row(name, values, threshold):
    """A law of waiting: nothing for the share at or under the threshold, else a law of what goes beyond it."""
    ordered = sorted(values)
    beyond = [v - threshold for v in ordered if v - threshold > 0]
    shape, scale = weibull(beyond)
    median, sigma = lognormal(beyond)
    return ([name, len(ordered), number(threshold), number(1 - len(beyond) / len(ordered)), number(shape),
             number(scale), f"{weibull_log_likelihood(beyond, shape, scale):.1f}", number(median), number(sigma),
             f"{lognormal_log_likelihood(beyond, median, sigma):.1f}", number(statistics.fmean(ordered))]
            + [number(quantile(ordered, p)) for p in QUANTILES])


def write_handling(fit, tier_of):
    """Routing between tiers by urgency, and the laws of time in hand and on hold in each."""
    moves, firsts, held = collections.Counter(), collections.Counter(), collections.Counter()
    in_hand, on_hold = collections.defaultdict(list), collections.defaultdict(list)
    for i in fit:
        if i.resolved is None:
            continue
        kind = CLASSES[i.priority]
        if i.fixed_on_contact:
            firsts[kind, "resolved while recorded"] += 1
            continue
        path = i.stays(tier_of)
        names = [stay[0] for stay in path]
        firsts[kind, names[0]] += 1
        for here, there in zip(names, names[1:] + ["resolved"]):
            moves[kind, here, there] += 1
        for tier, hand, hold in path:
            in_hand[tier].append(hand)
            held[tier, hold > 0] += 1
            if hold > 0:
                on_hold[tier].append(hold)
    rows = []
    for kind in ("urgent", "normal"):
        total = sum(n for (k, _), n in firsts.items() if k == kind)
        for there in TIERS + ("resolved while recorded",):
            rows.append([kind, "recorded", there, firsts[kind, there], number(firsts[kind, there] / total)])
        for here in TIERS:
            total = sum(n for (k, h, _), n in moves.items() if (k, h) == (kind, here))
            for there in TIERS + ("resolved",):
                if there != here:
                    rows.append([kind, here, there, moves[kind, here, there], number(moves[kind, here, there] / total)])
    write("routing.csv", ["class", "from", "to", "count", "share"], rows)

    by_hand = [hours(i.opened, i.recorded) for i in fit if i.by_hand]
    laws = [law_row("recording (opened to first save)", [max(x, 1 / 120) for x in by_hand], 0)]
    for tier in TIERS:
        laws.append(law_row(f"{tier}: in hand", in_hand[tier], ASSUMED_WORK_HOURS[tier]))
    for tier in TIERS:
        laws.append(law_row(f"{tier}: on hold", on_hold[tier], 0))
    laws.append(law_row("reopening (resolved to reopened)", [d for i in fit for d in i.reopen_delays()], 0))
    write("waiting-laws.csv", ["law", "n", "work_taken_off_hours", "share_without", "weibull_shape",
                               "weibull_scale_hours", "weibull_log_likelihood", "lognormal_median_hours",
                               "lognormal_sigma", "lognormal_log_likelihood", "mean_hours"] + [f"p{int(p * 100):02d}_hours" for p in QUANTILES],
          laws)
    return [["holds", f"share of {tier} stays with a hold", "share",
             number(held[tier, True] / (held[tier, True] + held[tier, False]))] for tier in TIERS]


# ---- summaries of a month ---------------------------------------------------------------------------------------


def transfers(incident, tier_of):
    """Moves between tiers as the scenario counts them: it records every call at the desk first."""
    if incident.fixed_on_contact:
        return 0
    names = [stay[0] for stay in incident.stays(tier_of)]
    return len(names) - 1 + (names[0] != "service-desk") if names else 0


def summary(name, incidents, tier_of, first, last):
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    per_day = collections.Counter(i.opened.date() for i in incidents)
    working = [d for d in days if d.weekday() < 5 and d not in HOLIDAYS]
    weekend = [d for d in days if d.weekday() >= 5]
    rows = [
        ["opened", "all", len(incidents), "count"],
        ["opened per day", "all", number(len(incidents) / len(days)), "per day"],
        ["opened per working day", "all", number(statistics.fmean(per_day[d] for d in working)), "per day"],
        ["opened per weekend day", "all", number(statistics.fmean(per_day[d] for d in weekend)), "per day"],
    ]
    for which in ("all", "P1", "P2", "P3", "P4"):
        chosen = [i for i in incidents if which in ("all", i.priority)]
        closed = [i for i in chosen if i.resolved is not None]
        elapsed = sorted(hours(i.opened, i.resolved) for i in closed)
        rows += [["share of opened", which, number(len(chosen) / len(incidents)), "share"],
                 ["resolved", which, len(closed), "count"],
                 ["resolved_at missing", which, sum(i.resolved_missing for i in chosen), "count"],
                 ["resolved while recorded", which, number(statistics.fmean(i.fixed_on_contact for i in chosen)), "share"],
                 ["resolved within 1 h", which, number(statistics.fmean(e <= 1 for e in elapsed)), "share"],
                 ["resolved within 24 h", which, number(statistics.fmean(e <= 24 for e in elapsed)), "share"]]
        rows += [[f"elapsed to resolution p{int(p * 100)}", which, number(quantile(elapsed, p)), "hours"]
                 for p in (0.25, 0.5, 0.75, 0.9, 0.95)]
        moved = [transfers(i, tier_of) for i in closed]
        rows += [["group reassignments - mean", which, number(statistics.fmean(i.reassignments for i in chosen)), "per incident"],
                 ["group reassignments - share with any", which, number(statistics.fmean(i.reassignments > 0 for i in chosen)), "share"],
                 ["transfers between tiers - mean", which, number(statistics.fmean(moved)), "per incident"],
                 ["transfers between tiers - share with any", which, number(statistics.fmean(m > 0 for m in moved)), "share"],
                 ["ever on hold", which, number(statistics.fmean(any(s.startswith("Awaiting") for s, _, _ in i.spans()) for i in closed)), "share"],
                 ["reopened", which, number(statistics.fmean(i.reopened for i in chosen)), "share"]]
    write(name, ["measure", "priority", "value", "unit"], rows)


def write_hand_offs(march):
    rows = []
    for which in ("all", "P1", "P2", "P3", "P4"):
        chosen = [i for i in march if which in ("all", i.priority)]
        counts = collections.Counter(min(i.reassignments, 10) for i in chosen)
        rows += [[which, "10+" if k == 10 else k, counts[k], number(counts[k] / len(chosen))] for k in range(11)]
    write("hand-offs.csv", ["priority", "reassignments", "incidents", "share"], rows)


def write_weeks(incidents):
    """The drift that no stationary model can follow: the desk fixes more on contact, week by week."""
    weeks = collections.defaultdict(list)
    for i in incidents:
        weeks[i.opened.date() - dt.timedelta(i.opened.weekday())].append(i)
    rows = []
    for monday, chosen in sorted(weeks.items()):
        elapsed = sorted(hours(i.opened, i.resolved) for i in chosen if i.resolved is not None)
        rows.append([monday, len(chosen), number(statistics.fmean(i.fixed_on_contact for i in chosen)),
                     number(statistics.fmean(e <= 1 for e in elapsed)), number(quantile(elapsed, 0.5)),
                     number(quantile(elapsed, 0.9)), number(statistics.fmean(i.reassignments for i in chosen)),
                     number(statistics.fmean(i.rows[-1]["knowledge"] == "true" for i in chosen))])
    write("weeks.csv", ["week_from_monday", "opened", "resolved_while_recorded", "resolved_within_1h", "p50_hours",
                        "p90_hours", "reassignments_mean", "knowledge_flag_set"], rows)


def people_seen(incidents, tier_of):
    """Different people who updated incidents in an hour: a lower bound on those at work, since who only talks,
    works on something else or updates nothing leaves no trace. The closing robot is left out."""
    robot = collections.Counter(i.rows[-1]["sys_updated_by"] for i in incidents).most_common(1)[0][0]
    seen = collections.defaultdict(set)
    seen_in_day = collections.defaultdict(set)
    for i in incidents:
        for row, time in zip(i.rows, i.times):
            if FIT_FROM <= time.date() <= FIT_TO and row["sys_updated_by"] != robot:
                tier = tier_of(row["assignment_group"])
                seen[tier, time.date(), time.hour].add(row["sys_updated_by"])
                seen_in_day[tier, time.date()].add(row["sys_updated_by"])
    days = [FIT_FROM + dt.timedelta(n) for n in range((FIT_TO - FIT_FROM).days + 1)]
    working = [d for d in days if d.weekday() < 5 and d not in HOLIDAYS]
    rows = []
    for tier in TIERS:
        core = [len(seen[tier, d, h]) for d in working for h in (9, 10, 11, 14, 15, 16)]
        night = [len(seen[tier, d, h]) for d in days for h in (0, 1, 2, 3, 4, 5, 20, 21, 22, 23)]
        rows += [["people", f"{tier}: seen in an hour of 09-12 and 14-17 on working days - mean", "people", number(statistics.fmean(core))],
                 ["people", f"{tier}: seen in an hour of nights 20-06 - mean", "people", number(statistics.fmean(night))],
                 ["people", f"{tier}: seen in a working day - mean", "people",
                  number(statistics.fmean(len(seen_in_day[tier, d]) for d in working))]]
    return rows


def office_share(fit):
    """How much of the human updating happens in office hours: why the teams work on an office calendar."""
    robot = collections.Counter(i.rows[-1]["sys_updated_by"] for i in fit).most_common(1)[0][0]
    times = [t for i in fit for row, t in zip(i.rows, i.times) if row["sys_updated_by"] != robot]
    inside = sum(t.weekday() < 5 and 8 <= t.hour < 18 for t in times)
    return [["people", "share of updates Monday-Friday 08:00-18:00", "share", number(inside / len(times))]]


def office_hours(start, end):
    total, day = 0.0, start.date()
    while day <= end.date():
        if day.weekday() < 5 and day not in HOLIDAYS:
            opening = dt.datetime.combine(day, dt.time(8))
            total += max(0.0, hours(max(start, opening), min(end, opening + dt.timedelta(hours=10))))
        day += dt.timedelta(1)
    return total


def likeliest_target(march):
    """The resolution target of P3 that agrees best with made_sla, in office hours, holds counted."""
    chosen = sorted((office_hours(i.opened, i.resolved), i.rows[-1]["made_sla"] == "true")
                    for i in march if i.priority == "P3" and i.resolved is not None)
    wrong = sum(made for _, made in chosen)  # with a target of nothing, all that made it are told wrongly
    best = (wrong, 0.0)
    for length, made in chosen:
        wrong += -1 if made else 1
        best = min(best, (wrong, length))
    return [["targets", "P3 resolution target that agrees best with made_sla", "office hours", number(best[1], 3)],
            ["targets", "P3 incidents that it tells wrongly", "share", number(best[0] / len(chosen), 3)]]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    incidents = read(sys.argv[1])
    march = opened_in(incidents, dt.date(2016, 3, 1), dt.date(2016, 3, 31))
    april = opened_in(incidents, dt.date(2016, 4, 1), dt.date(2016, 4, 30))
    fit = opened_in(incidents, FIT_FROM, FIT_TO)
    figures = write_arrivals(incidents, march)
    tier_of, desk, platform = tiers_by_rule(march)
    figures += [["tiers", "group taken as the service desk", "name", desk],
                ["tiers", "group whose size the platform team borrows", "name", platform]]
    figures += write_handling(fit, tier_of)
    figures += [["reopening", "share reopened of those opened 14-31 March", "share", number(statistics.fmean(i.reopened for i in fit))]]
    figures += people_seen(incidents, tier_of) + office_share(fit)
    figures += likeliest_target(march)
    numbers = [int(i.rows[0]["number"][3:]) for i in incidents]
    figures += [["coverage", "incident numbers in use between the first and the last", "share",
                 number(len(numbers) / (max(numbers) - min(numbers) + 1))],
                ["coverage", "incidents never resolved by any sign", "count", sum(i.resolved is None for i in incidents)]]
    write("figures.csv", ["topic", "figure", "unit", "value"], figures)
    summary("march-2016.csv", march, tier_of, dt.date(2016, 3, 1), dt.date(2016, 3, 31))
    summary("march-14-31-2016.csv", fit, tier_of, FIT_FROM, FIT_TO)
    summary("april-2016.csv", april, tier_of, dt.date(2016, 4, 1), dt.date(2016, 4, 30))
    write_hand_offs(march)
    write_weeks(incidents)


if __name__ == "__main__":
    main()
