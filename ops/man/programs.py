"""What htqd and htqctl say of themselves, read from the programs: help texts, settings, exit codes, the version.

Reads the layout of CLI11's help: sections of entries that are indented by two blanks, their descriptions from column 30 on,
on the next line where the name is too long; what follows the last section is the footer.
"""

import collections
import os
import re
import subprocess

COLUMN = 30
SECTIONS = ("Positionals:", "Options:", "Subcommands:")

Entry = collections.namedtuple("Entry", "name about")
Setting = collections.namedtuple("Setting", "section name sentence expected default")
# names: ["-h", "--help"]; value: what the option takes, or ""; needs: "required", "not with --jsonl"
Option = collections.namedtuple("Option", "names value default needs variable about")


def output(program, *arguments):
    # Nothing that is set here may show: pages are the same wherever they are made.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HTQD_", "HTQCTL_"))}
    ran = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60, env=environment)
    if ran.returncode != 0:
        raise SystemExit(f"{program} {' '.join(arguments)} ended with {ran.returncode}: {ran.stderr}")
    return ran.stdout


class Command:
    """A program or one of its commands: `path` is [] for the program itself, ["case", "show"] for a command."""

    def __init__(self, program, path=()):
        self.program, self.path = program, list(path)
        text = output(program, *path, "--help")
        before, sections, self.footer = _parts(text)
        self.about = before.split("\nUsage:")[0].strip()
        self.positionals = [_option(entry) for entry in sections.get("Positionals:", [])]
        self.options = [option for option in map(_option, sections.get("Options:", [])) if "--help" not in option.names]
        self.subcommands = [Command(program, [*path, entry.name]) for entry in sections.get("Subcommands:", [])]

    def all(self):
        """This one and all below it that do something by themselves, in the order of the help."""
        if self.path and not (self.subcommands and not self.positionals and not self.options):
            yield self
        for command in self.subcommands:
            yield from command.all()

    def is_a_group(self):
        return bool(self.subcommands) and not self.options and not self.positionals


def _parts(text):
    before, sections, footer, entries = [], {}, [], None
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if line in SECTIONS:
            entries = sections.setdefault(line, [])
        elif entries is None:
            (footer if sections else before).append(line)
        elif line == "":
            entries = None
        elif line.startswith(" " * COLUMN):
            entries[-1] = Entry(entries[-1].name, (entries[-1].about + " " + line.strip()).strip())
        else:
            follows = at + 1 < len(lines) and lines[at + 1].startswith(" " * COLUMN)
            name, about = (line, "") if follows else (line[:COLUMN], line[COLUMN:])
            entries.append(Entry(name.strip(), about.strip()))
    return "\n".join(before), sections, "\n".join(footer).strip()


def _option(entry):
    words = entry.name.split(" ")
    names = words[0].split(",")
    rest = " ".join(words[1:])
    needs, variable = [], ""
    if found := re.search(r" ?\(Env:(\w+)\)", rest):
        variable, rest = found.group(1), rest.replace(found.group(0), "")
    if found := re.search(r" ?Excludes: (.*)$", rest):
        needs.append("not with " + found.group(1).replace(" ", ", "))
        rest = rest[:found.start()]
    if found := re.search(r" ?REQUIRED", rest):
        needs.append("required")
        rest = rest.replace(found.group(0), "")
    # Types that the library names itself: "UINT:..." with what a validator says, and "=7" where there is a default.
    value, default = rest.strip(), ""
    if found := re.fullmatch(r"(TEXT|INT|UINT|N)(?::(?:\{(.*)\}|[^=]*))?(?:=(.*))?", value):
        value = (found.group(2) or found.group(1)).replace(",", "|").replace("UINT", "N").replace("INT", "N")
        default = found.group(3) or ""
    return Option(names, value, default, needs, variable, entry.about)


def exit_codes(command):
    """{"0": "done", ...}: the lines of the program's help under "Exit codes:"."""
    codes = {}
    after = command.footer.split("Exit codes:\n", 1)[1]
    for line in after.splitlines():
        if found := re.match(r"  (\d+)  (.*)", line):
            last = found.group(1)
            codes[last] = found.group(2)
        else:
            codes[last] += " " + line.strip()
    return codes


def settings(htqd):
    """Every setting, in the order of --print-config. It is asked for with no file, so that the values are the defaults."""
    found, section, said = [], "", []
    for line in output(htqd, "--config", "/dev/null", "--print-config").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif given := re.match(r"(# )?(\w+) =(.*)$", line):
            sentence, expected = said
            found.append(Setting(section, given.group(2), sentence, expected.removeprefix("It is ").removesuffix("."),
                                 given.group(3).removesuffix("  # default").strip()))
            said = []
        elif line.startswith("# "):
            said.append(line[2:])
    return found


def version(program):
    return output(program, "--version").strip()
