"""Instructions of a command, as callgrind counts them: they repeat where times drift."""
import os
import re
import shutil
import subprocess


def has_callgrind():
    return shutil.which("valgrind") is not None


def count(command):
    """All instructions of one run, start-up included."""
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                         capture_output=True, text=True)
    # Each plugin is tried in a child, which counts for itself; the program is by far the largest.
    found = [int(n) for n in re.findall(r"Collected : (\d+)", run.stderr)]
    if run.returncode != 0 or not found:
        raise RuntimeError(f"{' '.join(command)} failed under valgrind:\n{run.stderr}")
    return max(found)


def shares(command, functions):
    """The share of all instructions that is spent in functions whose names contain any of `functions`, and below."""
    out = f"/tmp/callgrind-shares.{os.getpid()}"
    try:
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command], check=True,
                       capture_output=True)
        text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", out], check=True,
                              capture_output=True, text=True).stdout
    finally:
        if os.path.exists(out):
            os.remove(out)
    total = None
    found = {f: 0 for f in functions}
    for line in text.splitlines():
        match = re.match(r"\s*([\d,]+) \([^)]*\)\s+(.*)", line)
        if not match:
            continue
        n = int(match.group(1).replace(",", ""))
        if "PROGRAM TOTALS" in match.group(2):
            total = n
        for f in functions:
            if f in match.group(2):
                found[f] = max(found[f], n)  # its clones and cycles say the same again
    return {f: n / total for f, n in found.items()}


def mm1(program, mode, short=20000, long=70000):
    """Instructions per pop and per customer of `bench_mm1 MODE`, as the difference of two run lengths."""
    def pops(n):
        return int(subprocess.run([program, mode, str(n)], check=True, capture_output=True, text=True).stdout.split()[3])
    ir = count([program, mode, str(long)]) - count([program, mode, str(short)])
    return ir / (pops(long) - pops(short)), ir / (long - short)


def replication(program, scenario, few=1, many=4, extra=()):
    """Instructions of one replication of a scenario, on one thread, as the difference of two numbers of them."""
    def run(n):
        return count([program, "run", scenario, "-j", "1", "-n", str(n), "-q", "--progress", "none", "--force",
                      "-o", f"/tmp/bench-instructions.{os.getpid()}.h5", *extra])
    try:
        return (run(many) - run(few)) / (many - few)
    finally:
        for left in (f"/tmp/bench-instructions.{os.getpid()}.h5",):
            if os.path.exists(left):
                os.remove(left)
