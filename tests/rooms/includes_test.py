#!/usr/bin/env python3
"""Does each room include what it may, and nothing else? includes_test.py SOURCE

What may be included is what CONTRIBUTING.md says, and what follows from it. Within the shared library the linker does
not see these arrows, so they are looked for in the sources.
"""
import re
import sys
from pathlib import Path

ARROWS = {
    "kernel": [],
    "stats": [],
    "schema": ["kernel"],
    "work": ["kernel", "stats", "schema"],
    "estate": ["work"],
    "plugin_api": ["estate", "schema"],
    "plugin_host": ["plugin_api"],
    "scenario": ["plugin_host"],
    "experiment": ["scenario"],
    "store": ["stats"],
    "report": ["store", "stats", "work", "schema"],
    "cli": ["experiment", "report"],
}
# Libraries that our headers must not bring to those who include them.
COSTLY = re.compile(r"<(Eigen|boost/math|boost/program_options)")
# A plugin sees the plugin interface and what stands below it.
PLUGIN = ["plugin_api"]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"][^>"]+)', re.MULTILINE)


def reachable(room):
    found = set()
    ahead = list(ARROWS[room])
    while ahead:
        at = ahead.pop()
        if at not in found:
            found.add(at)
            ahead += ARROWS[at]
    return found


def strays(file, allowed):
    for include in INCLUDE.findall(file.read_text(encoding="utf-8")):
        room = include[1:].split("/")[0]
        if include[0] == '"' and room in ARROWS and room not in allowed:
            yield f"{file}: includes {include[1:]}; it may include {', '.join(sorted(allowed))}"
        if file.suffix == ".hpp" and COSTLY.match(include) and "cli" not in allowed:
            yield f"{file}: a header that brings {include[1:]} to all who include it"


def main():
    source = Path(sys.argv[1])
    failures, files = [], 0
    for room in ARROWS:
        for file in sorted((source / "sim" / room).rglob("*.[ch]pp")):
            files += 1
            failures += strays(file, reachable(room) | {room})
    plugins = set(PLUGIN) | reachable(PLUGIN[0])
    for file in sorted((source / "plugins").rglob("*.[ch]pp")):
        files += 1
        failures += strays(file, plugins)
    rooms = {p.name for p in (source / "sim").iterdir() if p.is_dir()}
    failures += [f"sim/{r}: a room without an arrow" for r in sorted(rooms - set(ARROWS))]
    print("\n".join(failures), file=sys.stderr)
    print(f"{files} files looked at")
    return 1 if failures or not files else 0


sys.exit(main())
