# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Which file systems are network file systems: on those, locks and atomic replacement cannot be relied upon."""

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
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_file_system(path: str) -> str | None:
    """
    Return the type of the network file system that holds ``path``, for example "nfs4".

    ``None``: it is a local one, or the system does not tell (there is no mountinfo outside Linux).
    """
    where = os.path.realpath(path)
    best, found = -1, None
    for point, kind in _mounts():
        # Of two mounts on one point the later hides the earlier.
        if len(point) >= best and (where == point or where.startswith(point.rstrip("/") + "/")):
            best, found = len(point), kind
    return found if found in _NETWORK else None


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
