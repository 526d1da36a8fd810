"""What a power cut leaves on a disk: from the directory as it was, and the journal of forgetful_disk.c.

A sync of a file makes its bytes last; a sync of a directory makes the names in it last, and those alone: a file whose bytes
were synced is gone if its name was not. What is not synced may be there or not. `cut` chooses: nothing of it (`torn`
none), or a random part: each sector as it was at some instant since, of the names of a directory those up to some instant. No file
system is as forgetful as that; one may be.
"""

import os
import pathlib
import shutil
import struct

SECTOR = 512


class _File:
    def __init__(self, content=b""):
        self.now = bytearray(content)
        self.lasting = bytearray(content)
        self.pending = []  # (place in the journal, offset, bytes) or (place, size)

    def apply(self, change, content):
        if len(change) == 2:
            size = change[1]
            del content[size:]
            content.extend(bytes(size - len(content)))
        else:
            _, offset, data = change
            content.extend(bytes(max(0, offset - len(content))))
            content[offset:offset + len(data)] = data

    def change(self, *change):
        self.apply(change, self.now)
        self.pending.append(change)

    def sync(self, covered):
        for change in [change for change in self.pending if change[0] < covered]:
            self.apply(change, self.lasting)
        self.pending = [change for change in self.pending if change[0] >= covered]

    def after_the_cut(self, torn):
        """Each sector as it was at some instant since the last sync, and so is the length."""
        if not torn or not self.pending:
            return bytes(self.lasting)
        states = [bytearray(self.lasting)]
        for change in self.pending:
            states.append(bytearray(states[-1]))
            self.apply(change, states[-1])
        content = bytearray(len(torn.choice(states)))
        for at in range(0, len(content), SECTOR):
            end = min(at + SECTOR, len(content))
            sector = torn.choice(states)[at:end]
            content[at:at + len(sector)] = sector
        return bytes(content)


class _Directory:
    def __init__(self):
        self.now = {}
        self.lasting = {}
        self.pending = []  # (place, name, file or directory or None)

    def change(self, place, name, entry):
        if entry is None:
            self.now.pop(name, None)
        else:
            self.now[name] = entry
        self.pending.append((place, name, entry))

    @staticmethod
    def _apply(changes, names):
        for _, name, entry in changes:
            if entry is None:
                names.pop(name, None)
            else:
                names[name] = entry

    def sync(self, covered):
        self._apply([change for change in self.pending if change[0] < covered], self.lasting)
        self.pending = [change for change in self.pending if change[0] >= covered]

    def after_the_cut(self, torn):
        names = dict(self.lasting)
        if torn:
            self._apply(self.pending[:torn.randrange(len(self.pending) + 1)], names)
        return names


class Disk:
    """One life of a daemon on a directory: made before it starts, cut after it is killed."""

    def __init__(self, directory, journal):
        self.directory, self.journal = pathlib.Path(directory), pathlib.Path(journal)
        self.journal.unlink(missing_ok=True)
        self.root = self._read(self.directory) if self.directory.is_dir() else _Directory()
        self.syncs = self.lost_bytes = self.lost_names = 0

    def _read(self, path):
        directory = _Directory()
        for entry in os.scandir(path):
            if entry.is_dir(follow_symlinks=False):
                directory.now[entry.name] = self._read(entry.path)
            elif entry.is_file(follow_symlinks=False):
                directory.now[entry.name] = _File(pathlib.Path(entry.path).read_bytes())
        directory.lasting = dict(directory.now)
        return directory

    def _parent(self, path):
        """The directory that holds a name, as it is now; None if nobody wrote down that it came about."""
        at = self.root
        *parents, name = pathlib.Path(path).relative_to(self.directory).parts or ("",)
        for parent in parents:
            at = at.now.get(parent)
            if not isinstance(at, _Directory):
                return None, name
        return at, name

    def _entry(self, path):
        if pathlib.Path(path) == self.directory:
            return self.root
        parent, name = self._parent(path)
        return parent.now.get(name) if parent else None

    def replay(self):
        data = self.journal.read_bytes() if self.journal.exists() else b""
        at = 0
        while at + 4 <= len(data):
            length, = struct.unpack_from("=I", data, at)
            if at + 4 + length > len(data):
                break
            self._replay_one(at, data[at + 4:at + 4 + length])
            at += 4 + length
        return self

    def _replay_one(self, place, entry):
        kind, number, length = struct.unpack_from("=cQH", entry)
        at = 11 + length
        path = entry[11:at].decode()
        length, = struct.unpack_from("=H", entry, at)
        other, data = entry[at + 2:at + 2 + length].decode(), entry[at + 2 + length:]
        if kind == b"M" and pathlib.Path(path) == self.directory:
            return
        found = self._entry(path)
        parent, name = self._parent(path)
        if kind == b"S":
            if found is not None:
                found.sync(number)
                self.syncs += 1
        elif parent is None:
            pass
        elif kind == b"C":
            parent.change(place, name, _File())
        elif kind == b"M":
            parent.change(place, name, _Directory())
        elif kind in (b"U", b"D"):
            parent.change(place, name, None)
        elif found is None:
            pass  # a file that was opened past the library, such as RocksDB's own log
        elif kind == b"W":
            found.change(place, number, data)
        elif kind == b"T":
            found.change(place, number)
        else:
            to, to_name = self._parent(other)
            if to is None:
                return
            was = to.now.get(to_name)
            to.change(place, to_name, found)
            if kind == b"R":
                parent.change(place, name, None)
            elif kind == b"X":
                parent.change(place, name, was)

    def differs(self):
        """Where the journal does not lead to what is there: nowhere, unless the library misses something."""
        found = []

        def compare(directory, path):
            there = {entry.name for entry in os.scandir(path)}
            for name in sorted(there ^ set(directory.now)):
                found.append(str(path / name))
            for name in there & set(directory.now):
                entry = directory.now[name]
                if isinstance(entry, _Directory):
                    compare(entry, path / name)
                elif (path / name).read_bytes() != bytes(entry.now):
                    found.append(str(path / name))

        compare(self.root, self.directory)
        return [path for path in found if not pathlib.Path(path).name.startswith("LOG")]

    def cut(self, torn=None):
        """Puts the directory to what is left. `torn`: a random.Random that chooses what stays of what was not synced. What
        was there lies beside until the next cut, for who wants to know."""
        old = self.directory.with_name(self.directory.name + ".before-the-cut")
        shutil.rmtree(old, ignore_errors=True)
        if self.directory.exists():
            self.directory.rename(old)
        self._write(self.root, self.directory, old, torn)

    def _write(self, directory, path, old, torn):
        path.mkdir()
        if old.is_dir():
            shutil.copymode(old, path)
        names = directory.after_the_cut(torn)
        self.lost_names += sum(names.get(name) is not entry for name, entry in directory.now.items())
        for name, entry in names.items():
            if isinstance(entry, _Directory):
                self._write(entry, path / name, old / name, torn)
                continue
            content = entry.after_the_cut(torn)
            self.lost_bytes += sum(len(change[2]) for change in entry.pending if len(change) == 3)
            (path / name).write_bytes(content)
            (path / name).chmod((old / name).stat().st_mode & 0o777 if (old / name).is_file() else 0o600)
