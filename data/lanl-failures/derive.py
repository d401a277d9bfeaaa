#!/usr/bin/env python3
"""Derive failure and repair laws from the failure records of five LANL systems.

    python3 derive.py RAW_FOLDER

RAW_FOLDER holds failures_systems_2_16_18_19_23.csv.xz (see README.md for its source and terms).
Standard library only; no random numbers, no clock: the same records give the same bytes.
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

RAW_NAME = "failures_systems_2_16_18_19_23.csv.xz"
HERE = os.path.dirname(os.path.abspath(__file__))
CAUSES = ("Facilities", "Hardware", "Human Error", "Network", "Undetermined", "Software")
MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
POPULATIONS = (("2", ("2",)), ("16", ("16",)), ("18", ("18",)), ("19", ("19",)), ("23", ("23",)), ("18+19", ("18", "19")))
HOURS_PER_YEAR = 8760.0


def number(value, digits=5):
    return "" if value is None or value != value else f"{value:.{digits}g}"


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def quantile(sorted_values, p):
    """Quantile with linear interpolation between order statistics (Hyndman and Fan's type 7)."""
    place = p * (len(sorted_values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(sorted_values) - 1)
    return sorted_values[low] + (place - low) * (sorted_values[high] - sorted_values[low])


# ---- reading ----------------------------------------------------------------------------------------------------


def month_start(text):
    """'Nov-96' is November 1996; a spreadsheet turned 'Apr-05' into '5-Apr'."""
    left, right = text.split("-")
    name, year = (left, right) if left in MONTHS else (right, left)
    year = int(year)
    return dt.datetime(1900 + year if year >= 90 else 2000 + year, MONTHS[name], 1)


class Record:
    def __init__(self, row):
        self.system, self.node = row["System"], row["nodenum"]
        self.nodes = int(row["nodes"])
        self.start = dt.datetime.strptime(row["Prob Started"], "%m/%d/%Y %H:%M")
        self.fixed = dt.datetime.strptime(row["Prob Fixed"], "%m/%d/%Y %H:%M")
        self.down_hours = float(row["Down Time"]) / 60
        self.production, self.decommission = row["node prod"], row["node decom"]
        named = [cause for cause in CAUSES if row[cause].strip()]
        self.cause = named[0] if named else "not given"


def read(folder):
    with lzma.open(os.path.join(folder, RAW_NAME), "rt", newline="", encoding="latin-1") as file:
        return [Record(row) for row in csv.DictReader(file)]


# ---- up times ---------------------------------------------------------------------------------------------------


class Life:
    """A node's up times in hours: complete ones (end in a failure) and the one cut by the end of observation.
    A record that starts while its node is still down extends that outage; it is not another failure."""

    def __init__(self, records, begin, end):
        self.complete, self.failures = [], 0
        up_since = begin
        for r in sorted(records, key=lambda r: (r.start, r.fixed)):
            end_of_down = max(r.fixed, r.start)
            if r.start >= up_since:
                self.complete.append((r.start - up_since).total_seconds() / 3600)
                self.failures += 1
            up_since = max(up_since, end_of_down)
        self.cut = max((end - up_since).total_seconds() / 3600, 0.0)


def lives(records, last):
    """One life for each node of a system, silent nodes included (they are nodes of the latest cohort)."""
    by_node = collections.defaultdict(list)
    for r in records:
        by_node[r.node].append(r)
    common = collections.Counter((r.production, r.decommission) for r in records).most_common(1)[0][0]
    result, years = [], 0.0
    windows = [(rs[0].production, rs[0].decommission, rs) for rs in by_node.values()]
    windows += [common + ([],)] * (records[0].nodes - len(by_node))
    for production, decommission, rs in windows:
        begin = min([month_start(production)] + [r.start for r in rs])
        end = last if decommission == "current" else min(last, month_start(decommission) + dt.timedelta(30))
        end = max([end] + [r.fixed for r in rs])
        result.append(Life(rs, begin, end))
        years += (end - begin).total_seconds() / 3600 / HOURS_PER_YEAR
    return result, years


# ---- laws: log-likelihood of complete values x and of values known only to exceed c ------------------------------


def weibull_loglik(xs, cs, shape, scale):
    log_scale = math.log(scale)
    total = 0.0
    for x in xs:
        z = shape * (math.log(x) - log_scale)
        total += math.log(shape) - math.log(x) + z - math.exp(z)
    return total - sum((c / scale) ** shape for c in cs)


def weibull_fit(xs, cs):
    """Maximum likelihood with right censoring; for a given shape the best scale is known, the shape by bisection."""
    logs = [math.log(x) for x in xs]
    mean_log = statistics.fmean(logs)
    every = xs + cs
    every_log = [math.log(x) for x in every]
    top = max(every)

    def slope(k):
        powers = [math.exp(k * (l - math.log(top))) for l in every_log]
        return sum(p * l for p, l in zip(powers, every_log)) / sum(powers) - 1 / k - mean_log

    low, high = 0.05, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(middle) > 0 else (middle, high)
    shape = (low + high) / 2
    scale = top * (sum(math.exp(shape * (l - math.log(top))) for l in every_log) / len(xs)) ** (1 / shape)
    return (shape, scale), weibull_loglik(xs, cs, shape, scale), scale * math.gamma(1 + 1 / shape)


def exponential_fit(xs, cs):
    mean = (sum(xs) + sum(cs)) / len(xs)
    return (mean,), -len(xs) * math.log(mean) - len(xs), mean


def lognormal_loglik(xs, cs, mu, sigma):
    total = 0.0
    for x in xs:
        z = (math.log(x) - mu) / sigma
        total -= math.log(x * sigma) + 0.5 * math.log(2 * math.pi) + 0.5 * z * z
    for c in cs:
        total += math.log(max(0.5 * math.erfc((math.log(c) - mu) / (sigma * math.sqrt(2))), 1e-300))
    return total


def upper_gamma_ratio(a, x):
    """Q(a, x), the regularised upper incomplete gamma function: series or continued fraction (Lentz)."""
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > 1e-13 * abs(total):
            n += 1
            term *= x / n
            total += term
        return max(1 - front * total, 1e-300)
    b = x + 1 - a
    c, d = 1e300, 1 / b
    h = d
    for i in range(1, 500):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b or 1e-300)
        c = b + an / c or 1e-300
        h *= d * c
        if abs(d * c - 1) < 1e-13:
            break
    return max(front * h, 1e-300)


def gamma_loglik(xs, cs, shape, scale):
    total = sum((shape - 1) * math.log(x) - x / scale for x in xs)
    total -= len(xs) * (math.lgamma(shape) + shape * math.log(scale))
    return total + sum(math.log(upper_gamma_ratio(shape, c / scale)) for c in cs)


def climb(score, first, second, step=0.5):
    """Two parameters by coordinate search with shrinking steps: slow, plain, and the same everywhere."""
    best = score(first, second)
    while step > 1e-4:
        for move in ((step, 0), (-step, 0), (0, step), (0, -step), (step, step), (-step, -step), (step, -step), (-step, step)):
            value = score(first + move[0], second + move[1])
            if value > best:
                best, first, second = value, first + move[0], second + move[1]
                break
        else:
            step /= 2
    return first, second, best


def lognormal_fit(xs, cs):
    logs = [math.log(x) for x in xs]
    mu, log_sigma, best = statistics.fmean(logs), math.log(statistics.pstdev(logs)), None
    if cs:
        mu, log_sigma, best = climb(lambda m, s: lognormal_loglik(xs, cs, m, math.exp(s)), mu, log_sigma)
    sigma = math.exp(log_sigma)
    return (math.exp(mu), sigma), lognormal_loglik(xs, cs, mu, sigma), math.exp(mu + sigma * sigma / 2)


def gamma_fit(xs, cs):
    mean = (sum(xs) + sum(cs)) / len(xs)
    a, b, best = climb(lambda a, b: gamma_loglik(xs, cs, math.exp(a), math.exp(b)), math.log(0.7), math.log(mean / 0.7))
    shape, scale = math.exp(a), math.exp(b)
    return (shape, shape * scale), best, shape * scale


def kaplan_meier_quantiles(xs, cs):
    """Quantiles of the up time when some are cut: where the product-limit curve falls to 1 - p."""
    events = sorted([(x, 0) for x in xs] + [(c, 1) for c in cs])
    at_risk, alive, wanted, found = len(events), 1.0, list(QUANTILES), {}
    for value, cut in events:
        if not cut:
            alive *= 1 - 1 / at_risk
            while wanted and 1 - alive >= wanted[0]:
                found[wanted.pop(0)] = value
        at_risk -= 1
    return [found.get(p) for p in QUANTILES]


def mixture_fit(xs, rounds=400):
    """Two lognormals by expectation-maximisation, started from the lower and the upper part of the logs."""
    logs = sorted(math.log(x) for x in xs)
    cut = int(0.8 * len(logs))
    share = 0.8
    m1, s1 = statistics.fmean(logs[:cut]), statistics.pstdev(logs[:cut])
    m2, s2 = statistics.fmean(logs[cut:]), statistics.pstdev(logs[cut:])
    for _ in range(rounds):
        weights = []
        for y in logs:
            a = share / s1 * math.exp(-0.5 * ((y - m1) / s1) ** 2)
            b = (1 - share) / s2 * math.exp(-0.5 * ((y - m2) / s2) ** 2)
            weights.append(a / (a + b))
        total = sum(weights)
        rest = len(logs) - total
        share = total / len(logs)
        m1 = sum(w * y for w, y in zip(weights, logs)) / total
        m2 = sum((1 - w) * y for w, y in zip(weights, logs)) / rest
        s1 = math.sqrt(sum(w * (y - m1) ** 2 for w, y in zip(weights, logs)) / total)
        s2 = math.sqrt(sum((1 - w) * (y - m2) ** 2 for w, y in zip(weights, logs)) / rest)
    root = math.sqrt(2 * math.pi)
    loglik = sum(math.log(share / (s1 * root) * math.exp(-0.5 * ((y - m1) / s1) ** 2)
                          + (1 - share) / (s2 * root) * math.exp(-0.5 * ((y - m2) / s2) ** 2)) - y for y in logs)
    mean = share * math.exp(m1 + s1 * s1 / 2) + (1 - share) * math.exp(m2 + s2 * s2 / 2)
    return (share, math.exp(m1), s1, math.exp(m2), s2), loglik, mean


# ---- tables -----------------------------------------------------------------------------------------------------


def fit_rows(name, xs, cs):
    rows = []
    for law, fit, names in (("exponential", exponential_fit, "mean"), ("weibull", weibull_fit, "shape scale"),
                            ("lognormal", lognormal_fit, "median sigma"), ("gamma", gamma_fit, "shape mean")):
        parameters, loglik, mean = fit(xs, cs)
        text = "; ".join(f"{n} {number(p)}" for n, p in zip(names.split(), parameters))
        rows.append([name, len(xs), len(cs), law, text, number(mean), f"{loglik:.1f}",
                     f"{2 * len(parameters) - 2 * loglik:.1f}"])
    return rows


def bursts(records):
    """Starts in one minute on two nodes or more of one system: taken as one common cause."""
    groups = collections.defaultdict(set)
    for r in records:
        groups[r.start].add(r.node)
    sizes = [len(nodes) for nodes in groups.values()]
    return len(sizes), [s for s in sizes if s > 1]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    records = read(sys.argv[1])
    last = max(r.start for r in records)
    by_system = collections.defaultdict(list)
    for r in records:
        by_system[r.system].append(r)
    all_lives, node_years = {}, {}
    for system, rs in by_system.items():
        all_lives[system], node_years[system] = lives(rs, last)

    systems, causes, burst_rows, up_fits, up_quantiles, repairs, repair_quantiles = [], [], [], [], [], [], []
    for name, members in POPULATIONS:
        rs = [r for s in members for r in by_system[s]]
        ls = [life for s in members for life in all_lives[s]]
        years = sum(node_years[s] for s in members)
        failures = sum(life.failures for life in ls)
        per_node = [life.failures for life in ls]
        downs = [r.down_hours for r in rs if r.down_hours > 0]
        events, grouped = 0, []
        for s in members:
            n, g = bursts(by_system[s])
            events, grouped = events + n, grouped + g
        systems.append([name, sum(by_system[s][0].nodes for s in members), number(years), len(rs), failures,
                        number(failures / years), number(HOURS_PER_YEAR * years / failures / 24),
                        number(statistics.pvariance(per_node) / statistics.fmean(per_node)),
                        sum(n == 0 for n in per_node), number(sum(downs) / (years * HOURS_PER_YEAR))])
        burst_rows.append([name, events, len(grouped), number(len(grouped) / events), sum(grouped),
                           number(sum(grouped) / len(rs)), number(statistics.fmean(grouped)), max(grouped),
                           number(len(grouped) / (years / sum(by_system[s][0].nodes for s in members)))])
        for cause in CAUSES + ("not given",):
            own = sorted(r.down_hours for r in rs if r.cause == cause and r.down_hours > 0)
            if own:
                causes.append([name, cause, len(own), number(len(own) / len(downs)), number(quantile(own, 0.5)),
                               number(statistics.fmean(own)), number(quantile(own, 0.9))])

        # The log counts minutes, so an up time of nothing means less than one.
        xs = [max(x, 1 / 60) for life in ls for x in life.complete]
        cs = [life.cut for life in ls if life.cut > 0]
        up_fits += fit_rows(name, xs, cs)
        up_quantiles.append([name, "up time, observed (product limit)"] + [number(q) for q in kaplan_meier_quantiles(xs, cs)])
        shape, scale = weibull_fit(xs, cs)[0]
        up_quantiles.append([name, "up time, Weibull"] + [number(scale * (-math.log(1 - p)) ** (1 / shape)) for p in QUANTILES])

        ordered = sorted(downs)
        repairs += fit_rows(name, downs, [])
        parameters, loglik, mean = mixture_fit(downs)
        text = "; ".join(f"{n} {number(p)}" for n, p in zip(("share", "median1", "sigma1", "median2", "sigma2"), parameters))
        repairs.append([name, len(downs), 0, "mixture of 2 lognormals", text, number(mean), f"{loglik:.1f}", f"{10 - 2 * loglik:.1f}"])
        repair_quantiles.append([name, "down time, observed", number(statistics.fmean(downs)),
                                 number(statistics.pstdev(downs) / statistics.fmean(downs))] + [number(quantile(ordered, p)) for p in QUANTILES])

    write("systems.csv", ["systems", "nodes", "node_years", "records", "failures", "failures_per_node_year",
                          "days_between_failures_of_a_node", "dispersion_of_failures_between_nodes", "nodes_without_failure",
                          "unavailability_of_a_node"], systems)
    write("bursts.csv", ["systems", "start_minutes", "groups", "share_of_start_minutes", "records_in_groups",
                         "share_of_records", "mean_nodes_in_group", "max_nodes_in_group", "groups_per_system_year"], burst_rows)
    write("causes.csv", ["systems", "cause", "records", "share", "median_down_hours", "mean_down_hours", "p90_down_hours"], causes)
    head = ["systems", "n", "cut", "law", "parameters_hours", "mean_hours", "log_likelihood", "aic"]
    write("up-time-fits.csv", head, up_fits)
    write("down-time-fits.csv", head, repairs)
    tops = [f"p{int(p * 100):02d}_hours" for p in QUANTILES]
    write("up-time-quantiles.csv", ["systems", "what"] + tops, up_quantiles)
    write("down-time-quantiles.csv", ["systems", "what", "mean_hours", "cv"] + tops, repair_quantiles)


if __name__ == "__main__":
    main()
