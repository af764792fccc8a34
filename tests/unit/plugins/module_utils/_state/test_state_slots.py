# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the file store keeps small values that need not survive a power failure: many in one file."""

from __future__ import annotations

import errno
import os
import pathlib
import threading
import time
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, file
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore

LARGE = b"x" * 1000


@pytest.fixture
def slots(directory: pathlib.Path) -> pathlib.Path:
    return directory / "slots"


def put(store: FileStore, key: str, value: bytes, ttl: float = 60) -> None:
    store.put(key, value, ttl, lasting=False)


def values(directory: pathlib.Path) -> set[str]:
    """The files that hold values."""
    return {path.name for path in directory.iterdir() if path.name == "slots" or path.name.startswith("data-")}


def no_space(*args: t.Any, **kwargs: t.Any) -> t.Any:
    """Stands for a function of the system on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# What goes where


def test_many_values_are_in_one_file(store: FileStore, directory: pathlib.Path, slots: pathlib.Path) -> None:
    for number in range(300):
        put(store, f"k{number}", b"%d" % number)
    assert values(directory) == {"slots"}
    assert slots.stat().st_size == 300 * 512
    for reader in (store, FileStore(str(directory))):
        assert [reader.get(f"k{number}") for number in range(300)] == [b"%d" % number for number in range(300)]
        assert reader.get("another") is None


def test_value_is_written_over_in_one_step(
    store: FileStore, slots: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "k", b"old")
    put(store, "l", b"other")
    before = slots.stat()
    writes: list[tuple[int, int]] = []
    real = os.pwrite
    monkeypatch.setattr(
        os, "pwrite", lambda fd, data, place: writes.append((len(data), place)) or real(fd, data, place)
    )
    put(store, "k", b"new")
    assert writes == [(512, 0)]
    assert (slots.stat().st_ino, slots.stat().st_size) == (before.st_ino, before.st_size)
    assert (store.get("k"), store.get("l")) == (b"new", b"other")


def test_nothing_waits_for_the_disk(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: t.Any, **kwargs: t.Any) -> t.Any:
        raise AssertionError("the disk is waited for")

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(os, "replace", fail)
    put(store, "k", b"old")
    put(store, "k", b"new")


def test_what_others_have_put_meanwhile_is_found(store: FileStore, directory: pathlib.Path) -> None:
    put(store, "k", b"mine")
    other = FileStore(str(directory))
    put(other, "l", b"theirs")
    put(other, "k", b"theirs")
    assert (store.get("l"), store.get("k")) == (b"theirs", b"theirs")
    put(store, "m", b"mine")
    assert [other.get(key) for key in "klm"] == [b"theirs", b"theirs", b"mine"]


@pytest.mark.parametrize("lasting", [True, False])
def test_the_latest_value_counts_wherever_it_is(store: FileStore, directory: pathlib.Path, lasting: bool) -> None:
    for reader in (store, FileStore(str(directory))):
        put(store, "k", b"small")
        assert (reader.get("k"), values(directory)) == (b"small", {"slots"})
        store.put("k", LARGE, 60, lasting=lasting)
        assert (reader.get("k"), values(directory)) == (LARGE, {"slots", "data-k"})
        put(store, "k", b"small again")
        assert (reader.get("k"), values(directory)) == (b"small again", {"slots"})
        store.delete("k")
        assert (reader.get("k"), values(directory)) == (None, {"slots"})


def test_a_lasting_value_is_on_the_disk_before_the_other_is_given_up(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "k", b"old")
    calls: list[str] = []

    def note(name: str) -> None:
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, **kwargs: calls.append(name) or real(*args, **kwargs))

    for name in ("fsync", "pwrite"):
        note(name)
    store.put("k", b"new", 60)
    assert calls == ["fsync", "pwrite", "fsync"]
    assert store.get("k") == b"new"


def test_a_value_is_not_given_up_for_one_that_cannot_be_written(
    store: FileStore, directory: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "k", b"old")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", no_space)
        with pytest.raises(StateStoreError, match="No space left"):
            store.put("k", b"new", 60)
    assert (store.get("k"), values(directory)) == (b"old", {"slots"})


# What is damaged or broke off


def flip(content: bytearray) -> None:
    content[512 + 300] ^= 1


def power_failure(content: bytearray) -> None:
    content[512:1024] = bytes(512)


def of_another(content: bytearray) -> None:
    content[512:1024] = content[:512]


@pytest.mark.parametrize("damage", [flip, power_failure, of_another])
def test_damaged_value_is_a_miss_and_can_be_put_again(
    store: FileStore, directory: pathlib.Path, slots: pathlib.Path, damage: t.Callable[[bytearray], None]
) -> None:
    for key in "klm":
        put(store, key, key.encode())
    content = bytearray(slots.read_bytes())
    damage(content)
    slots.write_bytes(content)
    for reader in (store, FileStore(str(directory))):
        assert [reader.get(key) for key in "klm"] == [b"k", None, b"m"]
    put(store, "l", b"new")
    for reader in (store, FileStore(str(directory))):
        assert [reader.get(key) for key in "klm"] == [b"k", b"new", b"m"]


@pytest.mark.parametrize("left", [1, 100, 511])
def test_what_a_write_left_that_broke_off_is_written_over(
    store: FileStore, directory: pathlib.Path, slots: pathlib.Path, left: int
) -> None:
    put(store, "k", b"k")
    put(store, "l", b"l")
    os.truncate(slots, 512 + left)
    other = FileStore(str(directory))
    assert (other.get("k"), other.get("l")) == (b"k", None)
    put(other, "m", b"m")
    assert slots.stat().st_size == 1024
    for reader in (other, store, FileStore(str(directory))):
        assert [reader.get(key) for key in "klm"] == [b"k", None, b"m"]


def test_short_writes_are_continued(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "k", b"old")
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, place: real(fd, data[:100], place))
    put(store, "k", b"new")
    put(store, "l", b"other")
    assert (store.get("k"), store.get("l")) == (b"new", b"other")


def test_full_disk_is_told_and_leaves_the_old_value(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "k", b"old")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", no_space)
        with pytest.raises(StateStoreError, match="slots: No space left on device; free some space"):
            put(store, "k", b"new")
    assert store.get("k") == b"old"
    put(store, "k", b"new")  # and no lock was left behind
    assert store.get("k") == b"new"


def test_reader_who_meets_half_a_value_waits_for_the_whole(store: FileStore, slots: pathlib.Path) -> None:
    put(store, "k", b"old")
    old = slots.read_bytes()
    put(store, "k", b"new")
    new = slots.read_bytes()
    found: list[bytes | None] = []
    with store._locks.briefly("slots", "slots"):
        slots.write_bytes(new[:300] + old[300:])
        reader = threading.Thread(target=lambda: found.append(store.get("k")))
        reader.start()
        slots.write_bytes(new)
    reader.join()
    assert found == [b"new"]


def test_threads_do_not_lose_values(store: FileStore) -> None:
    def work(mine: int) -> None:
        for number in range(50):
            put(store, f"k{mine}-{number}", b"%d" % number)
            assert store.get(f"k{mine}-{number}") == b"%d" % number

    threads = [threading.Thread(target=work, args=(mine,)) for mine in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.get(f"k{mine}-{number}") == b"%d" % number for mine in range(4) for number in range(50))


# A file that cannot be trusted, or was removed


@pytest.mark.parametrize("kind", ["linked", "symlink", "pipe", "others can write it"])
def test_file_that_cannot_be_trusted_is_refused(store: FileStore, slots: pathlib.Path, kind: str) -> None:
    put(store, "k", b"x")
    precious = slots.with_name("elsewhere")
    if kind == "others can write it":
        slots.chmod(0o622)
    elif kind == "linked":
        os.link(slots, precious)
    else:
        slots.rename(precious)
        if kind == "pipe":
            os.mkfifo(slots, 0o600)
        else:
            slots.symlink_to(precious)
    before = precious.read_bytes() if precious.exists() else None
    uses: list[t.Callable[[FileStore], object]] = [lambda store: store.get("k"), lambda store: put(store, "k", b"new")]
    for use in uses:
        with pytest.raises(StateStoreError, match=str(slots)) as caught:
            use(FileStore(str(slots.parent)))
        assert caught.value.code == "state_store"
    assert before is None or precious.read_bytes() == before


def test_removed_file_is_made_again(store: FileStore, directory: pathlib.Path, slots: pathlib.Path) -> None:
    put(store, "k", b"x")
    slots.unlink()
    assert store.get("k") is None
    put(store, "k", b"y")
    assert store.get("k") == b"y"
    for path in directory.iterdir():
        path.unlink()
    directory.rmdir()
    assert store.get("k") is None
    put(store, "k", b"z")
    assert (store.get("k"), FileStore(str(directory)).get("k")) == (b"z", b"z")


def test_descriptor_that_was_closed_and_used_again_is_not_trusted(store: FileStore, tmp_path: pathlib.Path) -> None:
    put(store, "k", b"x")
    assert store.get("k") == b"x"
    assert store._slots._row is not None
    fd = store._slots._row.fd
    (tmp_path / "other").write_bytes(b"?" * 512)
    other = os.open(tmp_path / "other", os.O_RDONLY)
    os.dup2(other, fd)
    try:
        assert store.get("k") == b"x"
        put(store, "k", b"y")
        assert store.get("k") == b"y"
    finally:
        os.close(fd)
        os.close(other)


def test_store_closes_its_slots(store: FileStore, directory: pathlib.Path) -> None:
    another = FileStore(str(directory))
    put(another, "k", b"x")
    assert another.get("k") == b"x"
    assert another._slots._row is not None
    fd = another._slots._row.fd
    del another
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)


# Lifetimes


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the clocks show a later time, and this process sweep again."""
    wall, up = time.time() + seconds, clock.uptime() + seconds
    monkeypatch.setattr(clock, "wall", lambda: wall)
    monkeypatch.setattr(clock, "uptime", lambda: up)
    monkeypatch.setattr(file, "_seen", set())


def test_value_lapses(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "k", b"x", 60)
    later(monkeypatch, 61)
    assert store.get("k") is None


def test_value_of_an_unknown_time_counts_from_now(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as ahead:
        later(ahead, 5_000_000)
        ahead.setattr(clock, "boot_id", lambda: "another")
        put(store, "k", b"x", 60)
    assert store.get("k") == b"x"
    later(monkeypatch, 59)
    assert store.get("k") == b"x"
    later(monkeypatch, 61)
    assert store.get("k") is None


@pytest.mark.parametrize(("young", "size"), [(0, None), (4, 4 * 512), (6, 11 * 512)])
def test_file_is_replaced_when_half_of_it_is_of_no_use(
    store: FileStore,
    directory: pathlib.Path,
    slots: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    young: int,
    size: int,
) -> None:
    other = FileStore(str(directory))
    for number in range(5):
        put(store, f"old{number}", b"x", 60)
    for number in range(young):
        put(store, f"young{number}", b"%d" % number, 50_000)
    assert other.get("old0") == b"x"
    later(monkeypatch, 7200)
    store.put("k", b"x", 60)
    assert (slots.stat().st_size if slots.exists() else None) == size
    for reader in (store, other, FileStore(str(directory))):
        assert reader.get("old0") is None
        assert [reader.get(f"young{number}") for number in range(young)] == [b"%d" % number for number in range(young)]
    put(other, "new", b"y")
    assert store.get("new") == b"y"


def test_what_a_kill_left_is_not_found_again_later(
    store: FileStore, directory: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("k", b"old", 50_000)

    def kill(*args: t.Any, **kwargs: t.Any) -> t.Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "unlink", kill)
        put(store, "k", b"new")
    assert (store.get("k"), values(directory)) == (b"new", {"slots", "data-k"})
    later(monkeypatch, 7200)
    store.put("another", b"x", 60)
    assert (store.get("k"), values(directory)) == (None, {"data-another"})
