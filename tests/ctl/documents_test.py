"""Commands that documents show: each is one that the programs have, with options that it has; and README.md names every one."""

import re
import sys
import unittest

from tests.support.ctl import PROGRAM
from tests.support.htqd import SOURCE, program

sys.path.insert(0, str(SOURCE / "ops" / "man"))
import programs  # noqa: E402

DOCUMENTS = [SOURCE / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "bench/README.md")]
DOCUMENTS += sorted((SOURCE / "ops").rglob("*.md"))


def shown(text):
    """What stands between backticks, and the lines that are indented as code."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.startswith("    ") or line.startswith("$ "):
            yield line.strip().removeprefix("$ ")
        else:
            yield from re.findall(r"`([^`]+)`", line)


def calls(text):
    """The words of each call of one of the programs, up to where the shell takes over."""
    for code in shown(text):
        for found in re.finditer(r"(?:^|[\s;&|(])(htqctl|htqd) ([^;&<>#()\"]*)", code):
            yield found.group(1), found.group(2).split()


class Commands:
    def __init__(self, root):
        self.root = root

    def wrong_with(self, words):
        """What a call names that is not there; nothing if all of it is."""
        command, known = self.root, list(self.root.options)
        for word in words:
            if word.startswith("-"):
                name = word.split("=")[0].rstrip(",.|]")
                if not any(name in option.names for option in known) and name not in ("-h", "--help", "-"):
                    return f"{' '.join(command.path)} has no option {name}"
                continue
            below = {sub.path[-1]: sub for sub in command.subcommands}
            each = word.split("|")
            if all(name in below for name in each):
                command = below[each[-1]]
                known += [option for option in command.options if option not in known]
            elif (command is self.root or command.is_a_group()) and not known_value(words, word):
                return f"{' '.join(command.path) or 'the program'} has no command {word}"
        return None


def known_value(words, word):
    """Whether it is what the option before it takes."""
    at = words.index(word)
    return at > 0 and words[at - 1].startswith("--")


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.roots = {"htqctl": Commands(programs.Command(PROGRAM)), "htqd": Commands(programs.Command(program()))}

    def test_every_call_that_they_show_is_one_that_the_programs_take(self):
        seen = 0
        for document in DOCUMENTS:
            for name, words in calls(document.read_text(encoding="utf-8")):
                with self.subTest(document=str(document.relative_to(SOURCE)), call=" ".join([name, *words])):
                    self.assertIsNone(self.roots[name].wrong_with(words))
                seen += 1
        self.assertGreater(seen, 50)

    def test_calls_that_the_programs_do_not_take_are_found(self):
        for name, words in [("htqctl", "case shwo HTQ-1"), ("htqctl", "case show HTQ-1 --as-of 3"), ("htqctl", "statuses"),
                            ("htqd", "--conf htqd.toml"), ("htqd", "keys rotates"), ("htqctl", "records due|sale")]:
            with self.subTest(call=words):
                self.assertIsNotNone(self.roots[name].wrong_with(words.split()))

    def test_the_table_of_readme_names_every_command(self):
        named = set()
        for row in (SOURCE / "README.md").read_text(encoding="utf-8").splitlines():
            if not row.startswith("| `htqctl "):
                continue
            codes = [re.findall(r"[a-z][a-z-]*", code.removeprefix("htqctl ")) for code in re.findall(r"`([^`]+)`", row)]
            # `htqctl case show`, `timeline`: the second is case timeline, too. Of `htqctl status`, `version` each is a command.
            group = codes[0][0]
            named |= {(words[0],) for words in codes} | {(group, word) for words in codes for word in words}
        for command in self.roots["htqctl"].root.all():
            with self.subTest(command=" ".join(command.path)):
                # Of three words, such as log level show, the first and the last are enough.
                self.assertIn((command.path[0],) if len(command.path) == 1 else (command.path[0], command.path[-1]), named)


if __name__ == "__main__":
    unittest.main()
