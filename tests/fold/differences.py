"""Where two answers differ, figure by figure."""


def differences(ours, theirs, path=""):
    """Lines such as `groups[all].cases.live: the fold has 3, the answer 4`."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(name), theirs.get(name), f"{path}.{name}" if path else name)
    elif isinstance(ours, list) and isinstance(theirs, list) and _is_named(ours + theirs):
        left, right = _by_name(ours), _by_name(theirs)
        if list(left) != list(right) and set(left) == set(right):
            yield f"{path}: the fold has the order {list(left)}, the answer {list(right)}"
        yield from differences(left, right, path)
    elif ours != theirs:
        yield f"{path}: the fold has {ours!r}, the answer {theirs!r}"


def _is_named(rows):
    return all(isinstance(row, dict) and _name(row) for row in rows)


def _name(row):
    if "by" in row:
        return f"{row['by']} {row.get('value', '')}"
    if "case" in row:
        return f"{row['case']} {row.get('standard')}"
    return row.get("stage") or row.get("kind")


def _by_name(rows):
    return {_name(row): row for row in rows}
