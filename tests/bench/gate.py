#!/usr/bin/env python3
"""Fails where something costs more instructions than it did: gate.py BENCH_MM1 MAINSTAY GOLDEN_DIR [--update].

gate.txt holds what each thing cost when it was last looked at. Instructions depend on the compiler, not on the load of
the machine, so the bound is narrow: 8 % above. Where something is meant to cost more, write it anew with --update.
"""
import os
import sys

import instructions

ALLOWED = 1.08
SKIPPED = 77


def main():
    bench_mm1, mainstay, golden = sys.argv[1:4]
    if not instructions.has_callgrind():
        print("skipped: there is no valgrind here")
        return SKIPPED
    reference = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gate.txt")
    found = {}
    for mode in ("bare", "statistics", "customer", "acquire", "work"):
        found[f"mm1.{mode}"] = instructions.mm1(bench_mm1, mode)[1]
    for name in ("desk", "continuity"):
        found[f"replication.{name}"] = instructions.replication(mainstay, os.path.join(golden, f"{name}.yaml"))
    if "--update" in sys.argv:
        with open(reference, "w") as out:
            out.write("# Instructions per customer, and per replication of the golden scenarios. Written by gate.py --update.\n")
            for name, value in found.items():
                out.write(f"{name} {value:.0f}\n")
        return 0
    with open(reference) as lines:
        known = dict(line.split() for line in lines if not line.startswith("#"))
    failed = False
    for name, value in found.items():
        ratio = value / float(known[name])
        too_much = ratio > ALLOWED
        failed = failed or too_much
        print(f"{name:24} {value:14,.0f} instructions, {ratio:5.3f} of what it was{'  TOO MUCH' if too_much else ''}")
    return 1 if failed else 0


sys.exit(main())
