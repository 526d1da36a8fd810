#!/usr/bin/env python3
"""Says how many lines of domain/ the tests of the domain execute; fails under a share.

usage: coverage.py BUILD_DIRECTORY LEAST_PERCENT

The directory is one of the preset `coverage`, in which domain_tests was built. Its counts are begun anew.
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def counts_of(notes):
    """Source file, relative to the root, and its executions by line, from the notes of one object."""
    run = subprocess.run(["gcov", "--json-format", "--stdout", str(notes)], cwd=ROOT, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"gcov could not read {notes}: {run.stderr.strip()}")
    for document in run.stdout.splitlines():
        for file in json.loads(document)["files"]:
            path = (notes.parent / file["file"]).resolve() if file["file"].startswith("..") else pathlib.Path(file["file"])
            yield path, {line["line_number"]: line["count"] for line in file["lines"]}


def in_ranges(numbers):
    """[3, 4, 5, 9] as "3-5, 9"."""
    ranges = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def main():
    build, least = pathlib.Path(sys.argv[1]).resolve(), float(sys.argv[2])
    objects = build / "domain"
    for counts in objects.rglob("*.gcda"):
        counts.unlink()
    tests = subprocess.run([build / "bin" / "domain_tests", "--gtest_brief=1"], check=False)
    if tests.returncode != 0:
        sys.exit("the tests of the domain failed: their coverage says nothing")

    lines = {}
    for notes in sorted(objects.rglob("*.gcno")):
        source = notes.relative_to(objects / "CMakeFiles" / "htq_domain.dir").with_suffix("")  # decide/form.cc
        for path, counts in counts_of(notes):
            if path.parts[-len(source.parts):] != source.parts:
                continue
            known = lines.setdefault(f"domain/{source}", {})
            for number, count in counts.items():
                known[number] = known.get(number, 0) + count

    every = sum(len(counts) for counts in lines.values())
    executed = 0
    for source, counts in sorted(lines.items()):
        missed = sorted(number for number, count in counts.items() if count == 0)
        executed += len(counts) - len(missed)
        if missed:
            print(f"{source}: {100 * (1 - len(missed) / len(counts)):.1f} %, not executed: {in_ranges(missed)}")
    if not every:
        sys.exit(f"{build} holds no notes of the compiler: build domain_tests with the preset coverage")
    percent = 100 * executed / every
    print(f"domain/: {percent:.1f} % of {every} lines are executed by its tests; at least {least:g} % are asked for")
    return 0 if percent >= least else 1


if __name__ == "__main__":
    sys.exit(main())
