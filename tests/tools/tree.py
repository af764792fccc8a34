# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Copy the checkout to DEST/ansible_collections/zoho/cliq, and print that path.

Ansible and its tools find a collection only under that path, while a contributor's checkout lies anywhere. It copies
what git knows or would add; files that are gone from the checkout go from the copy too, and unchanged ones are left
alone. The copy is a git repository of its own, since the tools ask git which files belong to the collection.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def git_files(folder: Path) -> set[Path]:
    """Relative paths of the files in a git work tree that are not ignored, and that exist."""
    command = ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise SystemExit(f"tree.py: git cannot list the files of {folder}: {answer.stderr.strip()}")
    names = {Path(name) for name in answer.stdout.split("\0") if name}
    # A folder in the list is a repository inside the repository.
    return {name for name in names if (folder / name).is_symlink() or (folder / name).is_file()}


def same(source: Path, target: Path) -> bool:
    """Whether the copy of a file is still good."""
    if source.is_symlink() or target.is_symlink():
        return source.is_symlink() and target.is_symlink() and source.readlink() == target.readlink()
    if not target.is_file() or source.stat().st_mode != target.stat().st_mode:
        return False
    return filecmp.cmp(source, target, shallow=False)


def refresh(destination: Path) -> Path:
    """Make the copy below this folder, or bring it up to date; return the path of the collection in it."""
    tree = destination.resolve() / "ansible_collections" / "zoho" / "cliq"
    wanted = git_files(ROOT)
    tree.mkdir(parents=True, exist_ok=True)
    if not (tree / ".git").is_dir():
        subprocess.run(["git", "init", "--quiet", str(tree)], check=True)

    for name in git_files(tree) - wanted:
        (tree / name).unlink()
        folder = (tree / name).parent
        while folder != tree and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    for name in sorted(wanted):
        target = tree / name
        if same(ROOT / name, target):
            continue
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.is_dir():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    # Some tools see what is ignored only in folders that git already knows.
    subprocess.run(["git", "-C", str(tree), "add", "--all"], check=True)
    return tree


def main() -> int:
    parser = argparse.ArgumentParser(description="Copy the checkout to where Ansible finds a collection.")
    parser.add_argument("destination", type=Path, metavar="DEST")
    print(refresh(parser.parse_args().destination))
    return 0


if __name__ == "__main__":
    sys.exit(main())
