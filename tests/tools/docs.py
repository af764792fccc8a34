# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Build the documentation as HTML in .cache/docs/html, and say where it is.

The pages are those that docs.ansible.com would have: one for each plugin, made by antsibull-docs, and the guides of
docs/docsite/rst. Nothing is fetched. Every warning is an error, and so is a reference that leads nowhere.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import tree

BIN = Path(sys.executable).parent
BUILD = tree.ROOT / ".cache" / "docs"
SETTINGS = "tests/docs/site"


def run(collection: Path, *command: str | Path) -> None:
    """Run one command with the copy of the collection as the one that Ansible finds; ends the program if it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    environment.update(
        PATH=os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        ANSIBLE_COLLECTIONS_PATH=str(collection.parents[2]),
        ANSIBLE_HOME=str(BUILD / "ansible"),
        DOCS_BUILD=str(BUILD),
    )
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=BUILD, env=environment, check=False).returncode != 0:
        raise SystemExit(f"docs.py: {Path(words[0]).name} found something wrong, see above.")


def build(collection: Path, builder: str) -> Path:
    """Write the pages, have Sphinx make HTML of them (or check their links), and return the folder of the result."""
    pages = BUILD / "rst"
    shutil.rmtree(BUILD, ignore_errors=True)
    pages.mkdir(parents=True)
    # antsibull-docs wants a folder that nobody else can write to.
    pages.chmod(0o755)
    antsibull = [BIN / "antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error"]
    run(collection, *antsibull, "--dest-dir", pages, "zoho.cliq")
    shutil.copytree(collection / "docs/images", pages / "images")
    result = BUILD / builder
    sphinx = [BIN / "sphinx-build", "-q", "-W", "--keep-going", "-j", "auto", "-b", builder]
    run(collection, *sphinx, "-c", collection / SETTINGS, "-d", BUILD / "doctrees", pages, result)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the documentation as HTML.")
    parser.add_argument("--links", action="store_true", help="ask all addresses in it whether they are there (network)")
    arguments = parser.parse_args()
    result = build(tree.refresh(tree.ROOT / ".cache" / "tree"), "linkcheck" if arguments.links else "html")
    if not arguments.links:
        print(f"The documentation is in {result / 'index.html'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
