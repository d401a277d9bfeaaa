#!/usr/bin/env python3
"""Do the documents say what the program does? docs_test.py MAINSTAY [--outputs DOCUMENT...]

Of README.md, docs/, docs/manual/ and plugins/*/README.md:

- Each ```yaml block is validated. One that begins with `mainstay: 1` is a whole scenario. Any other says in an HTML
  comment before it what it is a part of: `<!-- fragment of: NAME -->` joins it, as an included file, to the scenario
  tests/docs/bases/NAME.yaml. `<!-- refused: TEXT -->` is a block that must not be valid, with this in the message;
  `<!-- not checked: REASON -->` is left alone.
- Each ```sh block of docs/manual is run as a script, in the order of the page, in a folder that is the page's own;
  `data` and `scenarios` there are those of the project. `<!-- file: NAME -->` before a block of any kind writes it there
  first. Elsewhere only the lines that begin with `mainstay ` are run. What is run must exit with 0, or with the N of
  `<!-- exits with: N -->`; `<!-- not run: REASON -->` is left alone. `mainstay run` and `check` get few replications,
  but for `<!-- in full: REASON -->`.
- Lines of docs/manual have at most 120 characters.

Of all documents: links to files and to headings lead somewhere.

--outputs runs the commands of these documents as they are written, at full size, and compares the ```text block that
follows a ```sh block with what was written: each of its lines must come, in this order. Lines of `...` stand for
anything. Figures change with the models, so this is for whoever renews the documents, and not part of the tests.
"""
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FEW = 3
WIDEST = 120

# Stands before the program in the PATH of what is run: the same, with few replications.
WRAPPER = f"""#!/bin/sh
case "$1" in run | check) few=yes ;; *) few=no ;; esac
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case "$few,$argument" in
    yes,-n | yes,--replications) shift; left=$((left - 1)) ;;
    yes,--resume | yes,--help) few=no; set -- "$@" "$argument" ;;
    *) set -- "$@" "$argument" ;;
  esac
done
[ "$few" = no ] || set -- "$@" -n {FEW}
exec "$MAINSTAY" "$@"
"""

MARK = re.compile(r"<!-- *(fragment of|refused|not checked|not run|in full|file|exits with): *(.*?) *-->$")


class Block:
    """A fenced block: its language, text, first line in the document, and the marks in the comments before it."""

    def __init__(self, language, line, marks):
        self.language = language
        self.line = line
        self.marks = marks
        self.lines = []

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"

    def is_whole(self):
        said = [l for l in self.lines if l.strip() and not l.lstrip().startswith("#")]
        return bool(said) and said[0].startswith("mainstay:")


def blocks_of(text):
    found, marks, block = [], {}, None
    for number, line in enumerate(text.splitlines(), 1):
        if block is not None:
            if line.strip() == "```":
                found.append(block)
                block = None
            else:
                block.lines.append(line)
        elif line.startswith("```"):
            block = Block(line[3:].strip(), number, marks)
            marks = {}
        elif mark := MARK.match(line.strip()):
            marks[mark.group(1)] = mark.group(2)
        elif line.strip():
            marks = {}
    return found


class Documents:
    def __init__(self):
        self.failures = []

    def fail(self, document, line, what):
        self.failures.append(f"{document.relative_to(ROOT)}:{line}: {what}")

    def checked(self):
        names = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")]
        return sorted(n for n in names if n.exists())

    def all(self):
        left_out = {"build", ".git", ".ccache"}
        for folder, inner, files in os.walk(ROOT):
            inner[:] = sorted(d for d in inner if d not in left_out)
            yield from (Path(folder) / f for f in sorted(files) if f.endswith(".md"))


def is_manual(document):
    return document.parent == ROOT / "docs" / "manual"


# --- scenarios ---


def folder_for(document, work):
    folder = work / "-".join(document.relative_to(ROOT).parts)
    if not folder.exists():
        folder.mkdir()
        for name in ("data", "scenarios"):
            (folder / name).symlink_to(ROOT / name)
    return folder


def write_scenario(block, folder):
    """The file to validate, or a sentence about what is wrong with the block."""
    base = block.marks.get("fragment of")
    whole = folder / f"line-{block.line}.yaml"
    if block.is_whole():
        whole.write_text(block.text)
        return whole
    if base is None:
        return "is neither a whole scenario (`mainstay: 1`) nor says what it is a fragment of"
    source = HERE / "bases" / f"{base}.yaml"
    if not source.exists():
        return f"is a fragment of '{base}', but there is no {source.relative_to(ROOT)}"
    shutil.copy(source, folder / source.name)
    part = folder / f"line-{block.line}.part.yaml"
    part.write_text(block.text)
    whole.write_text(f"mainstay: 1\ninclude: [{source.name}, {part.name}]\n")
    return whole


def check_scenarios(docs, program, work):
    valid = []
    for document in docs.checked():
        folder = folder_for(document, work)
        blocks = blocks_of(document.read_text())
        for block in blocks:
            if "file" in block.marks:
                (folder / block.marks["file"]).write_text(block.text)
        for block in blocks:
            if block.language not in ("yaml", "yml") or "not checked" in block.marks:
                continue
            file = write_scenario(block, folder)
            if isinstance(file, str):
                docs.fail(document, block.line, file)
            elif "refused" in block.marks:
                said = subprocess.run([program, "validate", file], capture_output=True, text=True)
                wanted = block.marks["refused"]
                if said.returncode != 3 or wanted not in said.stderr:
                    docs.fail(document, block.line, f"must be refused with '{wanted}', but: {said.stdout}{said.stderr}")
            else:
                valid.append((document, block.line, file))
    if not valid:
        return 0
    said = subprocess.run([program, "validate", *[f for _, _, f in valid]], capture_output=True, text=True)
    if said.returncode != 0:
        for document, line, file in valid:
            one = subprocess.run([program, "validate", file], capture_output=True, text=True)
            if one.returncode != 0:
                docs.fail(document, line, one.stderr.strip().replace(str(work) + "/", ""))
    return len(valid)


# --- commands ---


def script_of(block, document):
    if is_manual(document):
        return block.text
    joined = block.text.replace("\\\n", " ")
    return "".join(l + "\n" for l in joined.splitlines() if l.startswith("mainstay "))


def run_blocks(document, folder, environment, in_full):
    """Each script of the document with what it wrote."""
    for block in blocks_of(document.read_text()):
        if "file" in block.marks:
            (folder / block.marks["file"]).write_text(block.text)
        if block.language != "sh" or "not run" in block.marks:
            continue
        script = script_of(block, document)
        if not script.strip():
            continue
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder,
                              env=in_full if "in full" in block.marks else environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        yield block, done


def environment_for(program, work, few):
    environment = dict(os.environ, MAINSTAY=str(program), LC_ALL="C.UTF-8", COLUMNS="118")
    if few:
        wrapper = work / "bin" / "mainstay"
        wrapper.parent.mkdir(exist_ok=True)
        wrapper.write_text(WRAPPER)
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        environment["PATH"] = f"{wrapper.parent}:{environment['PATH']}"
    else:
        environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    return environment


def check_commands(docs, program, work):
    environment = environment_for(program, work, few=True)
    in_full = environment_for(program, work, few=False)
    count = 0
    for document in docs.checked():
        for block, done in run_blocks(document, folder_for(document, work), environment, in_full):
            count += 1
            wanted = int(block.marks.get("exits with", 0))
            if done.returncode != wanted:
                docs.fail(document, block.line,
                          f"exits with {done.returncode}, not {wanted}:\n{block.text}---\n{done.stdout}{done.stderr}---")
    return count


# --- links ---


def slug(heading):
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", lambda m: m.group(1) or "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def without_blocks(text):
    out, inside = [], False
    for line in text.splitlines():
        fence = line.startswith("```")
        inside = inside != fence
        out.append("" if inside or fence else re.sub(r"`[^`]*`", lambda m: m.group(0) if "](" not in m.group(0) else "", line))
    return out


def headings_of(document):
    lines = without_blocks(document.read_text())
    return {slug(l.lstrip("#")) for l in lines if re.match(r"#+ ", l)}


def check_links(docs):
    count = 0
    for document in docs.all():
        for number, line in enumerate(without_blocks(document.read_text()), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if re.match(r"[a-z]+:", target):
                    continue
                count += 1
                name, _, heading = target.partition("#")
                file = document if not name else document.parent / name
                if not file.exists():
                    docs.fail(document, number, f"there is no '{target}'")
                elif heading and file.suffix == ".md" and heading not in headings_of(file):
                    docs.fail(document, number, f"'{name or document.name}' has no heading '#{heading}'")
    return count


def check_width(docs):
    for document in docs.checked():
        if not is_manual(document):
            continue
        for number, line in enumerate(document.read_text().splitlines(), 1):
            if len(line) > WIDEST:
                docs.fail(document, number, f"{len(line)} characters wide")


# --- what was written, for who renews the documents ---


def missing_line(shown, written):
    """The first line of the block that does not come, or None."""
    at = 0
    for line in shown:
        if line.strip() in ("", "..."):
            continue
        found = next((k for k in range(at, len(written)) if written[k].rstrip() == line.rstrip()), None)
        if found is None:
            return line
        at = found + 1
    return None


def compare_outputs(program, names):
    differ = 0
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        for name in names:
            document = Path(name).resolve()
            blocks = blocks_of(document.read_text())
            in_full = environment_for(program, work, few=False)
            outputs = {b.line: done for b, done in run_blocks(document, folder_for(document, work), in_full, in_full)}
            for before, block in zip(blocks, blocks[1:]):
                if block.language != "text" or before.line not in outputs:
                    continue
                done = outputs[before.line]
                line = missing_line(block.lines, (done.stdout + done.stderr).splitlines())
                if line is not None:
                    differ += 1
                    print(f"{name}:{block.line}: not written: {line}\n{before.text}---\n{done.stdout}{done.stderr}---")
    return 1 if differ else 0


def main():
    program = Path(sys.argv[1]).resolve()
    if "--outputs" in sys.argv:
        return compare_outputs(program, sys.argv[sys.argv.index("--outputs") + 1:])
    docs = Documents()
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        commands = check_commands(docs, program, work)
        scenarios = check_scenarios(docs, program, work)   # which may include what commands have written
    links = check_links(docs)
    check_width(docs)
    for failure in docs.failures:
        print(failure, file=sys.stderr)
    print(f"{scenarios} scenarios are valid, {commands} blocks of commands run, {links} links looked up")
    return 1 if docs.failures else 0


if __name__ == "__main__":
    sys.exit(main())
