# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Which file system holds a path.

On network file systems, locks and atomic replacement cannot be relied upon; and what is on the disk of a container for one job is
gone with it.
"""

from __future__ import annotations

import os
import re
import typing as t

_MOUNTINFO = "/proc/self/mountinfo"
_NETWORK = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "orangefs",
        "panfs", "smb3", "smbfs", "vboxsf", "fuse.blobfuse2", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs2", "fuse.gcsfuse",
        "fuse.glusterfs", "fuse.goofys", "fuse.juicefs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
# What container engines make of the layers of an image and a last one that can be written.
_LAYERED = frozenset({"aufs", "fuse.fuse-overlayfs", "fuse-overlayfs", "overlay", "overlayfs"})
# Set by AWX and the automation controller for their jobs; ansible-runner mounts the private directory of the job there.
_JOB_VARIABLE = "AWX_PRIVATE_DATA_DIR"
_JOB_DIRECTORY = "/runner"
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_file_system(path: str) -> str | None:
    """
    Return the type of the network file system that holds ``path``, for example "nfs4".

    ``None``: it is a local one, or the system does not tell (there is no mountinfo outside Linux).
    """
    _point, kind = _mount_of(path)
    return kind if kind in _NETWORK else None


def ephemeral_disk(path: str) -> str | None:
    """
    Return in words what holds ``path`` and will be gone soon; ``None`` if it is likely to stay.

    That is the last layer of a container, in which nothing is mounted at the path, and the directory that AWX makes for one job
    and mounts into the execution environment.
    """
    point, kind = _mount_of(path)
    if point == "/" and kind in _LAYERED:
        return "the writable layer of a container"
    where = os.path.realpath(path)
    if os.environ.get(_JOB_VARIABLE) and (where + "/").startswith(_JOB_DIRECTORY + "/"):
        return "the directory of a single job"
    return None


def _mount_of(path: str) -> tuple[str, str | None]:
    """Return the mount point below which ``path`` is, and the type of its file system."""
    where = os.path.realpath(path)
    best, found = "", None
    for point, kind in _mounts():
        # Of two mounts on one point the later hides the earlier.
        if len(point) >= len(best) and (where == point or where.startswith(point.rstrip("/") + "/")):
            best, found = point, kind
    return best, found


def is_mount_point(path: str) -> bool:
    """Tell whether something is mounted at ``path``, also a single file of the same file system, which os.path misses."""
    return os.path.ismount(path) or any(point == path for point, _kind in _mounts())


def _mounts() -> t.Iterator[tuple[str, str]]:
    """Yield mount points and types of file systems, in the order in which they were mounted."""
    try:
        with open(_MOUNTINFO, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return
    for line in lines:
        mount, _separator, source = line.partition(" - ")
        fields = mount.split(" ")
        if len(fields) >= 5:
            yield _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4]), source.split(" ")[0]
