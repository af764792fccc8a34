# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The store in a directory: what it trusts, and what it does when something is wrong with the disk."""

from __future__ import annotations

import errno
import fcntl
import os
import pathlib
import resource
import signal
import stat
import sys
import time
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, file, flock, mounts, record
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import LockKind


class Time:
    """Clocks that move only when they are told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.up, self.boot = 1_000_000.0, 1000.0, "b1"
        monkeypatch.setattr(clock, "wall", lambda: self.wall)
        monkeypatch.setattr(clock, "uptime", lambda: self.up)
        monkeypatch.setattr(clock, "boot_id", lambda: self.boot)

    def advance(self, seconds: float) -> None:
        self.wall += seconds
        self.up += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def temporary_files(directory: pathlib.Path) -> list[str]:
    return [path.name for path in directory.iterdir() if path.name.startswith("tmp-")]


# The directory


def test_directory_and_files_are_private(directory: pathlib.Path) -> None:
    previous = os.umask(0)
    try:
        store = FileStore(str(directory))
        store.put("k", b"x", 60)
        store.reserve("q", limit=1, window=1, hold=1)
        with store.lock("token", "k", 1):
            pass
    finally:
        os.umask(previous)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()} == {0o600}
    assert {"data-k", "ledger-q"} < {path.name for path in directory.iterdir()}


@pytest.mark.parametrize("end", ["", "/", "/."])
def test_symbolic_link_is_refused(tmp_path: pathlib.Path, end: str) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(StateStoreError, match="symbolic link") as caught:
        FileStore(f"{tmp_path}/link{end}")
    assert f"{tmp_path}/link" in caught.value.message
    assert caught.value.code == "state_store"


def test_symbolic_link_above_is_fine(tmp_path: pathlib.Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    FileStore(f"{tmp_path}/link/state").put("k", b"x", 60)
    assert (tmp_path / "real" / "state" / "data-k").exists()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702, 0o1777])
def test_directory_that_others_can_write_is_refused(directory: pathlib.Path, mode: int) -> None:
    directory.mkdir()
    directory.chmod(mode)
    with pytest.raises(StateStoreError, match=f"mode {mode:04o}") as caught:
        FileStore(str(directory))
    assert str(directory) in caught.value.message
    assert "chmod" in caught.value.message


def test_directory_that_others_can_read_is_accepted(directory: pathlib.Path) -> None:
    directory.mkdir()
    directory.chmod(0o755)
    FileStore(str(directory)).put("k", b"x", 60)


def test_directory_is_checked_at_every_use(directory: pathlib.Path, store: FileStore) -> None:
    store.put("k", b"x", 60)
    directory.chmod(0o777)
    uses: list[t.Callable[[], object]] = [
        lambda: store.get("k"),
        lambda: store.put("k", b"y", 60),
        lambda: store.reserve("q", limit=1, window=1, hold=1),
        lambda: store.lock("token", "k", 1).__enter__(),
    ]
    for use in uses:
        with pytest.raises(StateStoreError, match="mode 0777"):
            use()


def test_directory_of_another_user_is_refused(directory: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: directory.stat().st_uid + 1)
    with pytest.raises(StateStoreError, match="belongs to another user"):
        FileStore(str(directory))


def test_path_that_is_no_directory_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StateStoreError, match="is not a directory"):
        FileStore(str(tmp_path / "file"))
    with pytest.raises(StateStoreError, match="Cannot open the state directory") as caught:
        FileStore(str(tmp_path / "file" / "state"))
    assert "a part of the path is not a directory" in caught.value.message


def test_removed_directory_is_made_again(directory: pathlib.Path, store: FileStore) -> None:
    store.put("k", b"x", 60)
    for path in directory.iterdir():
        path.unlink()
    directory.rmdir()
    assert store.get("k") is None
    store.put("k", b"y", 60)
    assert store.get("k") == b"y"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_descriptor_that_was_closed_and_used_again_is_not_trusted(tmp_path: pathlib.Path, store: FileStore) -> None:
    store.put("k", b"x", 60)
    fd = store._directory.fd()
    (tmp_path / "other").mkdir()
    other = os.open(tmp_path / "other", os.O_RDONLY)
    os.dup2(other, fd)
    try:
        assert store.get("k") == b"x"
        store.put("l", b"x", 60)
        assert not list((tmp_path / "other").iterdir())
    finally:
        os.close(fd)
        os.close(other)


def test_store_closes_its_directory(directory: pathlib.Path) -> None:
    store = FileStore(str(directory))
    fd = store._directory.fd()
    del store
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)


# Network file systems


MOUNTS = """\
1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
2 1 0:50 / {root}/with\\040space rw - nfs4 server:/x rw
3 1 0:51 / {root}/fuse rw shared:2 master:3 - fuse.sshfs user@host: rw
4 3 0:52 / {root}/fuse/local rw - tmpfs tmpfs rw
5 1 0:53 / {root}/hidden rw - nfs server:/y rw
6 1 0:54 / {root}/hidden rw - ext4 /dev/sdb rw
7 1 0:55 / {root}/plan9 rw - 9p share rw
broken line
"""


@pytest.fixture
def mountinfo(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS.format(root=tmp_path.resolve()))
    monkeypatch.setattr(mounts, "_MOUNTINFO", str(tmp_path / "mountinfo"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("with space/state", "nfs4"),
        ("with space", "nfs4"),
        ("with space2", None),
        ("fuse/state", "fuse.sshfs"),
        ("fuse/local/state", None),
        ("hidden/state", None),
        ("plan9/state", None),
        ("state", None),
    ],
)
def test_network_file_systems_are_refused(tmp_path: pathlib.Path, mountinfo: None, path: str, kind: str | None) -> None:
    if kind is None:
        FileStore(str(tmp_path / path)).put("k", b"x", 60)
        return
    with pytest.raises(StateStoreError, match="network file system") as caught:
        FileStore(str(tmp_path / path))
    assert f"({kind})" in caught.value.message


def test_network_file_system_is_seen_behind_a_symbolic_link(tmp_path: pathlib.Path, mountinfo: None) -> None:
    (tmp_path / "with space").mkdir()
    (tmp_path / "link").symlink_to("with space")
    with pytest.raises(StateStoreError, match="network file system"):
        FileStore(str(tmp_path / "link" / "state"))


def test_system_without_mountinfo_is_taken_as_local(monkeypatch: pytest.MonkeyPatch, directory: pathlib.Path) -> None:
    monkeypatch.setattr(mounts, "_MOUNTINFO", "/nonexistent/mountinfo")
    FileStore(str(directory)).put("k", b"x", 60)


# Files


def truncate(path: pathlib.Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def halve(path: pathlib.Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def empty(path: pathlib.Path) -> None:
    path.write_bytes(b"")


def flip(path: pathlib.Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def extend_life(path: pathlib.Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"ttl":60', b'"ttl":99'))


def garbage(path: pathlib.Path) -> None:
    path.write_bytes(os.urandom(300))


def make_huge(path: pathlib.Path) -> None:
    os.truncate(path, 1 << 40)


def make_writable(path: pathlib.Path) -> None:
    path.chmod(0o666)


def make_link(path: pathlib.Path) -> None:
    path.rename(path.with_name("target"))
    path.symlink_to("target")


def make_fifo(path: pathlib.Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def of_another_key(path: pathlib.Path) -> None:
    path.with_name(path.name + "-other").rename(path)


DAMAGES = [truncate, halve, empty, flip, extend_life, garbage, make_huge, make_writable, make_link, make_fifo]


@pytest.mark.parametrize("damage", [*DAMAGES, of_another_key])
def test_damaged_value_is_a_miss_and_can_be_put_again(
    directory: pathlib.Path, store: FileStore, damage: t.Callable[[pathlib.Path], None]
) -> None:
    store.put("k", b"value", 60)
    store.put("k-other", b"other", 60)
    damage(directory / "data-k")
    assert store.get("k") is None
    store.put("k", b"new", 60)
    assert store.get("k") == b"new"
    assert stat.S_ISREG((directory / "data-k").lstat().st_mode)


def test_value_is_not_written_through_a_link(directory: pathlib.Path, tmp_path: pathlib.Path, store: FileStore) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (directory / "data-k").symlink_to(tmp_path / "precious")
    store.put("k", b"new", 60)
    assert (tmp_path / "precious").read_bytes() == b"precious"


@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if damage is not extend_life])
def test_damaged_ledger_counts_as_full_for_one_window(
    directory: pathlib.Path, store: FileStore, clocks: Time, damage: t.Callable[[pathlib.Path], None]
) -> None:
    assert store.reserve("q", limit=5, window=60, hold=30).granted
    damage(directory / "ledger-q")
    store.settle("q", "unknown")
    refused = store.reserve("q", limit=5, window=60, hold=30)
    assert (refused.granted, refused.wait, refused.blocked) == (False, 60, False)
    clocks.advance(60)
    assert store.reserve("q", limit=5, window=60, hold=30).granted


def test_file_with_a_lifetime_that_is_none_or_no_number_is_a_miss(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ttl in (None, "60"):
        encoded = record.encode("data-k", b"x", t.cast(t.Any, ttl))
        store._files.replace("data-k", encoded, lasting=True)
        assert store.get("k") is None


def test_value_of_an_unknown_time_counts_from_now(store: FileStore, clocks: Time) -> None:
    store.put("k", b"x", 60)
    clocks.boot, clocks.up, clocks.wall = "b2", 5.0, 500_000.0  # a boot, and the clock is set back
    assert store.get("k") == b"x"
    clocks.advance(59)
    assert store.get("k") == b"x"
    clocks.advance(1)
    assert store.get("k") is None


def test_value_of_an_unknown_time_can_be_read_from_a_read_only_disk(
    store: FileStore, clocks: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("k", b"x", 60)
    clocks.boot, clocks.wall = "b2", 500_000.0
    make_read_only(monkeypatch)
    assert store.get("k") == b"x"


def test_lifetime_is_measured_by_the_boot_time_clock(store: FileStore, clocks: Time) -> None:
    store.put("k", b"x", 60)
    clocks.wall -= 500_000
    clocks.up += 59
    assert store.get("k") == b"x"
    clocks.up += 1
    assert store.get("k") is None


def test_block_is_read_without_locking_or_writing(directory: pathlib.Path, store: FileStore, clocks: Time) -> None:
    store.block("q", 300, "r")
    before = os.listdir(directory)
    with store._inner("ledger-q"):  # somebody is changing it
        assert store.blocked("q") == (300, "r")
    assert store.blocked("never-used") is None
    assert os.listdir(directory) == before


def test_refusal_writes_nothing(directory: pathlib.Path, store: FileStore, clocks: Time) -> None:
    store.reserve("q", limit=1, window=60, hold=30)
    before = (directory / "ledger-q").stat()
    assert not store.reserve("q", limit=1, window=60, hold=30).granted
    assert (directory / "ledger-q").stat() == before


# A disk that fails


def make_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every opening for writing fail as on a read-only file system; this works for root as well."""
    real = os.open

    def refuse(path: t.Any, flags: int, *args: t.Any, **kwargs: t.Any) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)


def test_read_only_directory(directory: pathlib.Path, store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("k", b"x", 60)
    make_read_only(monkeypatch)
    assert store.get("k") == b"x"
    uses: list[t.Callable[[], object]] = [
        lambda: store.put("k", b"y", 60),
        lambda: store.reserve("q", limit=1, window=1, hold=1),
        lambda: store.lock("token", "k", 1).__enter__(),
    ]
    for use in uses:
        with pytest.raises(StateStoreError, match="Read-only file system") as caught:
            use()
        assert caught.value.code == "state_store"
        assert str(directory) in caught.value.message
        assert "make it writable" in caught.value.message


def test_directory_without_write_permission(directory: pathlib.Path) -> None:
    directory.mkdir(mode=0o500)
    if os.access(directory, os.W_OK):
        pytest.skip("this user may write everywhere; the test above covers root")
    with pytest.raises(StateStoreError, match="Permission denied"):
        FileStore(str(directory)).put("k", b"x", 60)


def test_file_that_does_not_fit_leaves_the_old_one_whole(directory: pathlib.Path, store: FileStore) -> None:
    store.put("k", b"old", 60)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StateStoreError, match="File too large") as caught:
            store.put("k", b"x" * 5000, 60)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "ulimit" in caught.value.message
    assert store.get("k") == b"old"
    assert temporary_files(directory) == []


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_write_that_breaks_off_leaves_the_old_one_whole(
    directory: pathlib.Path,
    store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    error: BaseException,
) -> None:
    store.put("k", b"old", 60)

    def fail(*args: t.Any, **kwargs: t.Any) -> t.Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        if isinstance(error, OSError):
            with pytest.raises(StateStoreError, match="No space left on device; free some space"):
                store.put("k", b"new", 60)
        else:
            with pytest.raises(KeyboardInterrupt):
                store.put("k", b"new", 60)
    assert store.get("k") == b"old"
    assert temporary_files(directory) == []
    store.put("k", b"new", 60)  # and no lock was left behind
    assert store.get("k") == b"new"


def test_short_writes_are_continued(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:7]))
    store.put("k", b"x" * 1000, 60)
    assert store.get("k") == b"x" * 1000


def test_file_is_on_the_disk_before_it_replaces_another(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted(name: str, real: t.Callable[..., None]) -> t.Callable[..., None]:
        def call(*args: t.Any, **kwargs: t.Any) -> None:
            calls.append(name)
            real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "fsync", noted("fsync", fsync))
    monkeypatch.setattr(os, "replace", noted("replace", replace))
    store.put("k", b"x", 60)
    assert calls == ["fsync"]
    store.put("k", b"y", 60)
    assert calls == ["fsync", "fsync", "replace"]
    calls.clear()
    # What may be lost when the power fails is replaced as a whole too, if it is large.
    store.put("k", b"y" * 1000, 60, lasting=False)
    slot = store.reserve("calls", limit=1, window=60, hold=1).slot
    assert calls == ["replace"] * 2
    calls.clear()
    store.put("n", b"y", 60, lasting=False)
    store.put("n", b"z", 60, lasting=False)
    store.settle("calls", str(slot))
    assert calls == []


def test_too_many_open_files_is_not_a_miss(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("k", b"x", 60)

    def fail(*args: t.Any, **kwargs: t.Any) -> t.Any:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(StateStoreError, match="Too many open files"):
        store.get("k")


# Locks


def test_lock_file_that_others_can_write_is_refused(directory: pathlib.Path, store: FileStore) -> None:
    with store.lock("token", "k", 1):
        (lock,) = directory.glob("lock-token-*")
    lock.chmod(0o666)
    with pytest.raises(StateStoreError, match=r"lock file .*mode 0666"), store.lock("token", "k", 1):
        raise AssertionError("the lock was taken")


def test_lock_file_that_is_a_link_is_refused(directory: pathlib.Path, store: FileStore) -> None:
    with store.lock("token", "k", 1):
        (lock,) = directory.glob("lock-token-*")
    lock.rename(directory / "target")
    lock.symlink_to("target")
    with pytest.raises(StateStoreError, match="Cannot lock"), store.lock("token", "k", 1):
        raise AssertionError("the lock was taken")


@pytest.mark.parametrize(
    ("kind", "has_bytes", "most"), [("token", True, 64), ("object", True, 1), ("object", False, 1024)]
)
def test_lock_files_are_a_fixed_set(
    directory: pathlib.Path,
    store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
    kind: LockKind,
    has_bytes: bool,
    most: int,
) -> None:
    monkeypatch.setattr(flock, "has_bytes", lambda: has_bytes)
    for number in range(5 * most):
        with store.lock(kind, f"key-{number}", 1):
            pass
    assert 0.9 * most < len(list(directory.iterdir())) <= most


def test_lock_file_is_the_same_file_for_ever(
    directory: pathlib.Path, store: FileStore, monkeypatch: pytest.MonkeyPatch, clocks: Time
) -> None:
    store.put("k", b"x", 1)
    before = {path.name: path.stat().st_ino for path in directory.glob("lock-*")}
    clocks.advance(1e6)
    monkeypatch.setattr(file, "_seen", set())
    store.put("k", b"y", 1)
    store.delete("k")
    after = {path.name: path.stat().st_ino for path in directory.glob("lock-*")}
    assert before.items() <= after.items()
    assert before


def test_lock_on_a_file_that_was_removed_meanwhile_is_not_taken(tmp_path: pathlib.Path) -> None:
    opened: list[int] = []

    def open_lock() -> int:
        opened.append(os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT, 0o600))
        if len(opened) == 1:
            (tmp_path / "lock").unlink()
        return opened[-1]

    with flock.acquire(open_lock, 1):
        assert os.stat(tmp_path / "lock").st_ino == os.fstat(opened[-1]).st_ino
    assert len(opened) == 2
    for fd in opened:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(fd)


def test_signal_ends_the_wait_for_a_lock(directory: pathlib.Path, store: FileStore) -> None:
    class Alarm(Exception):
        pass

    def ring(*args: object) -> None:
        raise Alarm

    before = sorted(os.listdir("/dev/fd"))
    previous = signal.signal(signal.SIGALRM, ring)
    try:
        with store.lock("token", "k", 1):
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            with pytest.raises(Alarm), FileStore(str(directory)).lock("token", "k", 30):
                raise AssertionError("the lock was taken")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert flock._open == set()
    assert len(os.listdir("/dev/fd")) <= len(before)


def test_bytes_are_locked_where_the_system_can_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert flock.has_bytes.__wrapped__() is sys.platform.startswith("linux")

    def fail(*args: t.Any) -> t.Any:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "fcntl", fail)
        assert flock.has_bytes.__wrapped__() is False
    monkeypatch.setattr(sys, "platform", "freebsd")
    assert flock.has_bytes.__wrapped__() is False


@pytest.mark.parametrize("has_bytes", [True, False])
def test_object_has_a_lock_of_its_own(
    directory: pathlib.Path, store: FileStore, monkeypatch: pytest.MonkeyPatch, has_bytes: bool
) -> None:
    if has_bytes and not flock.has_bytes():
        pytest.skip("this system cannot lock a byte")
    monkeypatch.setattr(flock, "has_bytes", lambda: has_bytes)
    other = FileStore(str(directory))
    with store.lock("object", "k", 1):
        with pytest.raises(StateStoreError, match="object lock"), other.lock("object", "k", 0.01):
            raise AssertionError("the lock was taken")
        with other.lock("object", "l", 1):
            pass
    with other.lock("object", "k", 1):
        pass


# Sweeping


@pytest.fixture
def swept(store: FileStore, directory: pathlib.Path, clocks: Time, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """A store with much that has lapsed, in a process that has not swept yet."""
    monkeypatch.setattr(file, "_seen", {(os.getpid(), str(directory))})
    store.put("old", b"x", 60)
    store.put("young", b"x", 5000)
    store.reserve("old", limit=1, window=60, hold=30)
    (directory / "data-damaged").write_bytes(b"?")
    (directory / "tmp-1-old").write_bytes(b"?")
    os.utime(directory / "tmp-1-old", (clocks.wall - 5000, clocks.wall - 5000))
    (directory / "tmp-1-young").write_bytes(b"?")
    os.utime(directory / "tmp-1-young", (clocks.wall + 200, clocks.wall + 200))
    (directory / "foreign").write_bytes(b"?")
    clocks.advance(200)
    store.reserve("young", limit=1, window=60, hold=30)
    monkeypatch.setattr(file, "_seen", set())
    return store


GONE = {"data-old", "ledger-old", "data-damaged", "tmp-1-old"}
STAYS = {"data-young", "ledger-young", "tmp-1-young", "foreign"}


def test_what_has_lapsed_is_swept_on_put(swept: FileStore, directory: pathlib.Path) -> None:
    assert set(os.listdir(directory)) >= GONE | STAYS
    swept.put("new", b"x", 60)
    left = set(os.listdir(directory))
    assert not GONE & left
    assert left >= STAYS
    assert swept.get("young") == b"x"
    assert swept.get("new") == b"x"


def test_process_sweeps_once(swept: FileStore, directory: pathlib.Path, clocks: Time) -> None:
    swept.put("new", b"x", 60)
    (directory / "swept").unlink()
    clocks.advance(100_000)
    swept.put("newer", b"x", 60)
    assert (directory / "data-new").exists()


def test_processes_together_sweep_once_an_hour(
    swept: FileStore, directory: pathlib.Path, clocks: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept.put("new", b"x", 60)
    clocks.wall = (directory / "swept").stat().st_mtime + 3500
    clocks.up += 3500
    monkeypatch.setattr(file, "_seen", set())
    swept.put("newer", b"x", 60)
    assert (directory / "data-new").exists()
    clocks.advance(200)
    monkeypatch.setattr(file, "_seen", set())
    swept.put("newest", b"x", 60)
    assert not (directory / "data-new").exists()


def test_file_that_somebody_is_changing_is_not_swept(swept: FileStore, directory: pathlib.Path) -> None:
    with swept._inner("data-old"):
        swept.put("new", b"x", 60)
    assert (directory / "data-old").exists()
    assert not (directory / "ledger-old").exists()


def test_sweeping_that_fails_does_not_matter(swept: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: t.Any, **kwargs: t.Any) -> t.Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "listdir", fail)
    swept.put("new", b"x", 60)
    assert swept.get("new") == b"x"


def test_marks_outlive_the_store_and_their_files_are_swept(
    store: FileStore, directory: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = store.mark("news")
    assert FileStore(str(directory)).marked("news") == mark
    now = time.time() + 7200
    monkeypatch.setattr(clock, "wall", lambda: now)
    monkeypatch.setattr(file, "_seen", set())
    store.put("k", b"x", 60)
    assert not (directory / "mark-news").exists()
    assert store.marked("news") == ""
