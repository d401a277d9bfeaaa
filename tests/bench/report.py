#!/usr/bin/env python3
"""Runs the benchmarks and prints one table: what is aimed at beside what is reached.

    report.py BUILD_DIR [--quick]

Instructions (Ir) are differences of two run lengths under callgrind. Times are ratios of paired runs, A B A B, the
median of seven. A peer that is not installed has a row that says so. --quick leaves out what takes minutes.
"""
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import instructions

HERE = os.path.dirname(os.path.abspath(__file__))
PAIRS = 7
rows = []


def row(what, must, reached, verdict):
    rows.append((what, must, reached, verdict))
    print(f"  {what}: {reached} {verdict}", file=sys.stderr, flush=True)


def judged(what, must, value, unit="", digits=0, at_most=True):
    good = value <= must if at_most else value >= must
    sign = "at most" if at_most else "at least"
    row(what, f"{sign} {must:,g}{unit}", f"{value:,.{digits}f}{unit}", "reached" if good else "short")


def absent(what, must, why):
    row(what, must, "-", why)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def timed(*command):
    """Wall and processor seconds, and the most memory, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, errors = process.communicate()
    wall = time.perf_counter() - began
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {errors.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def most_memory(*command):
    script = "import resource,subprocess,sys; subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL," \
             "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(output(sys.executable, "-c", script, *command)[0]) * 1024


def paired(a, b):
    """The median over pairs of a() / b(), and its range."""
    ratios = []
    for _ in range(PAIRS):
        x = a()
        ratios.append(x / b())
    return statistics.median(ratios), min(ratios), max(ratios)


def kernel(bench_mm1):
    for mode, what, must in (("bare", "Ir per pop, M/M/1, bare", 170), ("statistics", "... with statistics", 210),
                             ("customer", "... a coroutine per customer", 190)):
        if not instructions.has_callgrind():
            absent(what, f"at most {must}", "no valgrind")
            continue
        per_pop, per_customer = instructions.mm1(bench_mm1, mode)
        judged(f"{what} ({per_customer:.0f} a customer)", must, per_pop)
    if instructions.has_callgrind():
        for mode, what in (("acquire", "... who acquires from a pool"), ("work", "... who is worked on by a pool")):
            per_pop, per_customer = instructions.mm1(bench_mm1, mode)
            row(f"{what} ({per_customer:.0f} a customer)", "no goal", f"{per_pop:,.0f}", "")
    for mode in ("bare", "customer"):
        n = 1_000_000
        best = min(float(output(bench_mm1, mode, str(n))[2]) for _ in range(PAIRS))
        row(f"Customers/s, {mode}, best of {PAIRS}", "no goal", f"{n / best / 1e6:.1f} M", "")


def peers(bench_mm1, build):
    def ours(n=400_000):
        return float(output(bench_mm1, "bare", str(n))[2]) / n
    def of(command, n):
        return lambda: float(output(*command, str(n))[1]) / n
    for name, must, package, n in (("ns3", 10, "libns3-dev", 200_000), ("simgrid", 40, "libsimgrid-dev", 50_000)):
        program = os.path.join(build, "bench", f"peer_{name}")
        what = f"M/M/1, faster than {name}"
        if not os.path.exists(program):
            absent(what, f"at least {must}x", f"{package} is not installed")
            continue
        middle, low, high = paired(of([program], n), ours)
        judged(f"{what} ({low:.0f} to {high:.0f})", must, middle, "x", 1, at_most=False)
    if importlib.util.find_spec("simpy") is None:
        absent("M/M/1, faster than SimPy", "at least 100x", "python3-simpy3 is not installed")
    else:
        import simpy
        middle, low, high = paired(of([sys.executable, os.path.join(HERE, "peers", "simpy_mm1.py")], 20_000), ours)
        judged(f"M/M/1, faster than SimPy {simpy.__version__} ({low:.0f} to {high:.0f})", 100, middle, "x", 1, at_most=False)
    absent("M/M/1, faster than Cimba", "at least 3x", "no Debian package")
    absent("M/M/1, faster than simcpp20", "at least 8x", "no Debian package")


def queue(bench_pending, bench_mm1, quick):
    def cost(n, events):
        return lambda: (lambda o: float(o[2]) / float(o[1]))(output(bench_pending, str(n), str(events)))
    for n, must in ((10_000, 3), (100_000, 9), (1_000_000, 22)):
        if quick and n > 10_000:
            continue
        middle, low, high = paired(cost(n, max(1_000_000, 4 * n)), cost(100, 1_000_000))
        judged(f"Cost per event, {n:,} pending against 100 ({low:.1f} to {high:.1f})", must, middle, "x", 1)
    # What a store and the pool's vectors grow by as the longest queue so far is passed is not the steady state.
    allocations = [(mode, *map(float, output(bench_mm1, mode, "1000000")[3:5])) for mode in ("bare", "statistics", "customer", "acquire", "work")]
    worst = max(count / (pops / 2) for _, pops, count in allocations)
    judged("Heap allocations per event, M/M/1, second half of a million customers", 0.0, round(worst, 4), "", 4)
    _, events, _, _, count = output(bench_pending, "10000", "2000000")
    judged("... 10,000 sleeping processes", 0.0, round(float(count) / float(events), 4), "", 4)
    judged("Bytes per suspended process, 1,000,000 of them", 256, float(output(bench_pending, "1000000", "2000000")[3]))


def estate(mainstay, where):
    scenario = os.path.join(where, "whole-estate.yaml")
    with open(scenario, "w") as out:
        subprocess.run([sys.executable, os.path.join(HERE, "whole_estate.py")], check=True, stdout=out)
    data = os.path.join(HERE, "..", "..", "data", "web-load", "hour-of-week.csv")
    os.symlink(os.path.abspath(data), os.path.join(where, "hour-of-week.csv"))

    def run(n, jobs, file="run.h5", *extra):
        return [mainstay, "run", scenario, "-n", str(n), "-j", str(jobs), "-q", "--progress", "none", "--force",
                "-o", os.path.join(where, file), *extra]

    seconds = []
    for _ in range(PAIRS):
        one = timed(*run(1, 1))[1]
        seconds.append((timed(*run(5, 1))[1] - one) / 4)
    judged("Whole estate, processor seconds a replication", 0.5, statistics.median(seconds), " s", 2)
    if instructions.has_callgrind():
        row("... instructions a replication", "no goal", f"{instructions.replication(mainstay, scenario, 1, 2) / 1e6:,.0f} M", "")
    memory = [most_memory(*run(2, 1, "run.h5", "--set", f"run.for={years} years")) for years in (1, 4)]
    judged("... memory at 4 years against 1 year", 1.1, memory[1] / memory[0], "x", 2)

    ratio, low, high = paired(lambda: timed(*run(12, 1, "one.h5"))[0], lambda: 2 * timed(*run(12, 2, "two.h5"))[0])
    judged(f"Replications on 2 cores, efficiency by the clock ({low:.2f} to {high:.2f})", 0.93, ratio, "", 2, at_most=False)
    ratio, low, high = paired(lambda: timed(*run(12, 1, "one.h5"))[1], lambda: timed(*run(12, 2, "two.h5"))[1])
    row(f"... by processor time ({low:.2f} to {high:.2f})", "no goal", f"{ratio:.2f}", "")
    same = subprocess.run(["h5diff", "-q", "--exclude-path", "/runtime", os.path.join(where, "one.h5"), os.path.join(where, "two.h5")])
    row("... the same results for 1 and 2 workers", "equal", "equal" if same.returncode == 0 else "they differ", "reached" if same.returncode == 0 else "short")

    if instructions.has_callgrind():
        writing = instructions.shares(run(8, 1), ["store::RunWriter::append", "store::RunWriter::finish"])
        judged("Writing the run file, share of all instructions of 8 replications", 5, 100 * sum(writing.values()), " %", 1)
    many = os.path.join(where, "many.h5")
    subprocess.run([mainstay, "run", os.path.join(HERE, "..", "golden", "continuity.yaml"), "-n", "1000", "-q", "--progress", "none", "--force",
                    "-o", many], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    judged("Summary of a run of 1,000 replications, processor time", 0.2, statistics.median(timed(mainstay, "summary", many)[1] for _ in range(PAIRS)), " s", 3)


def main():
    build = os.path.abspath(sys.argv[1])
    quick = "--quick" in sys.argv
    bench_mm1, bench_pending, mainstay = (os.path.join(build, *p) for p in (("bench", "bench_mm1"), ("bench", "bench_pending"), ("bin", "mainstay")))
    kernel(bench_mm1)
    peers(bench_mm1, build)
    queue(bench_pending, bench_mm1, quick)
    if not quick:
        with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as where:
            estate(mainstay, where)
    widths = [max(len(r[i]) for r in [("What", "Must", "Reached", "")] + rows) for i in range(4)]
    print()
    for r in [("What", "Must", "Reached", "")] + rows:
        print(f"{r[0]:{widths[0]}}  {r[1]:>{widths[1]}}  {r[2]:>{widths[2]}}  {r[3]}".rstrip())
    return 0


sys.exit(main())
