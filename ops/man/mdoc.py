"""Texts as mdoc(7): escaped, a sentence a line, lists of tags."""

import re
import textwrap

WIDTH = 79


def escaped(text):
    """As part of a line of text. What is typed keeps its hyphens: `--json`, a path, a name in capitals."""
    text = text.replace("\\", "\\e").replace("…", "...")
    return re.sub(r"(?<![\w-])(--?[a-z][\w-]*)|(\S*[/=:]\S*)", lambda found: found.group(0).replace("-", "\\-"), text)


def described(text):
    """As the argument of a macro."""
    return escaped(text).replace('"', "\\(dq")


def text(text):
    """Each sentence begins a line, as mandoc wants it."""
    lines = []
    for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z])", text.strip()):
        if sentence.endswith("..") and not sentence.endswith("..."):
            sentence = sentence[:-1]
        for line in textwrap.wrap(escaped(sentence), WIDTH, break_long_words=False, break_on_hyphens=False):
            lines.append("\\&" + line if line.startswith((".", "'")) else line)
    return lines


def literal(lines):
    return [".Bd -literal -offset indent", *("\\&" + line.replace("\\", "\\e").replace("-", "\\-") for line in lines), ".Ed"]


def tagged(entries):
    lines = [".Bl -tag -width Ds"]
    for tag, about in entries:
        lines += [f".It {tag}", *about]
    return lines + [".El"]
