# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Release the collection: ``make changelog VERSION=1.0.0``, commit, ``make release VERSION=1.0.0``.

The first turns the changelog fragments into the changelog of the version. The second builds the artifact from a clean copy of
what is committed, installs it into a virtual environment made for that, has the demo run with the installed collection, and
says what to upload. Neither publishes anything. What is not ready is refused with one sentence.

``make rehearsal`` does both in a clone of what is committed, for the version in galaxy.yml, so that a release holds no surprise.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tree
import yaml

PLACE = tree.ROOT / ".cache" / "release"
BIN = Path(sys.executable).parent
FRAGMENTS = "changelogs/fragments"
CHANGELOG = "changelogs/changelog.yaml"
PAGES = ("CHANGELOG.md", "CHANGELOG.rst")
# As https://semver.org has it, without build metadata, which Ansible Galaxy does not take.
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")
# What belongs to the workshop and not into the artifact.
UNWANTED = re.compile(r"(^|/)\.(?!keep$)|(^|/)__pycache__(/|$)|^Makefile$|^tests/output/")


class NotReady(Exception):
    """Why there is no release; the text says what to do."""


def run(*command: str | Path, folder: Path, environment: dict[str, str] | None = None, show: bool = True) -> str:
    """Run a command and return what it prints; raises NotReady if it fails."""
    words = [str(word) for word in command]
    if show:
        print("$ " + " ".join([Path(words[0]).name, *words[1:]]), flush=True)
    done = subprocess.run(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise NotReady(f"{Path(words[0]).name} failed, see above.")
    return done.stdout


def check_version(root: Path, version: str) -> None:
    """Whether the version is one, and that of galaxy.yml."""
    if not VERSION.fullmatch(version):
        raise NotReady(f"{version or 'An empty text'} is no version: give one like VERSION=1.0.0.")
    told = str(yaml.safe_load((root / "galaxy.yml").read_text())["version"])
    if told != version:
        raise NotReady(f"galaxy.yml has the version {told}, not {version}: correct one of them.")


def check_clean(root: Path) -> None:
    """Whether everything is committed."""
    changed = run("git", "status", "--porcelain", folder=root, show=False).splitlines()
    if changed:
        raise NotReady(
            f"{changed[0][3:]} is not committed ({len(changed)} in all): commit or remove what git status shows."
        )


def check_changelog(root: Path, version: str) -> None:
    """Whether the changelog has the version, and all fragments are in it."""
    again = f"run make changelog VERSION={version} and commit what it did."
    releases = yaml.safe_load((root / CHANGELOG).read_text()).get("releases") or {}
    if version not in releases:
        raise NotReady(f"The changelog has no release {version}: {again}")
    for page in PAGES:
        # Markdown has the dots escaped.
        text = (root / page).read_text().replace("\\", "") if (root / page).is_file() else ""
        if f"v{version}\n" not in text:
            raise NotReady(f"{page} does not have v{version}: {again}")
    left = sorted(path.name for path in (root / FRAGMENTS).glob("*.y*ml"))
    if left:
        raise NotReady(f"The fragment {left[0]} is not in the changelog: {again}")


def make_changelog(version: str) -> None:
    """Write the changelog of the version in the copy in which Ansible finds the collection, and take over what changed."""
    check_version(tree.ROOT, version)
    copy = tree.refresh(tree.ROOT / ".cache" / "tree")
    environment = {**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])}
    date = datetime.date.today().isoformat()
    run(BIN / "antsibull-changelog", "release", "--date", date, folder=copy, environment=environment)
    for name in (CHANGELOG, *PAGES):
        shutil.copy(copy / name, tree.ROOT / name)
    for path in (tree.ROOT / FRAGMENTS).glob("*.y*ml"):
        if not (copy / FRAGMENTS / path.name).exists():
            path.unlink()
    print(f"The changelog has v{version}. Read CHANGELOG.md, commit it with {CHANGELOG} and without its fragments.")


def build(root: Path, place: Path) -> tuple[Path, Path]:
    """Build the artifact from a clone of what is committed; return both."""
    clone = place / "ansible_collections" / "zoho" / "cliq"
    run("git", "clone", "--quiet", "--no-hardlinks", root, clone, folder=place)
    run(BIN / "ansible-galaxy", "collection", "build", "--output-path", place / "artifact", folder=clone)
    (artifact,) = (place / "artifact").glob("*.tar.gz")
    names = run("tar", "-tzf", artifact, folder=place, show=False).splitlines()
    unwanted = [name for name in names if UNWANTED.search(name.rstrip("/"))]
    if unwanted:
        raise NotReady(f"{unwanted[0]} does not belong into the artifact: add it to build_ignore in galaxy.yml.")
    print(f"  {len(names)} files and folders, {artifact.stat().st_size} bytes")
    return clone, artifact


def try_out(clone: Path, artifact: Path, place: Path) -> None:
    """Install the artifact beside nothing else, and have the demo run with it."""
    venv = place / "venv"
    run(sys.executable, "-m", "venv", venv, folder=place)
    requirements = clone / "tests/requirements"
    pip = [venv / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "-c", requirements / "constraints.txt", "-r", requirements / "demo.in", folder=place)
    own = ("ANSIBLE_", "ZOHO_CLIQ_", "PYTHON", "VIRTUAL_ENV", "KEEP")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    # What is installed must be as it was built afterwards, so nothing is compiled beside it.
    environment |= {"HOME": str(place / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    (place / "home").mkdir()
    # The demo installs it, and nothing in this environment knows the checkout or the clone as a collection.
    printed = run(
        venv / "bin/python",
        clone / "tests/tools/demo.py",
        "--artifact",
        artifact,
        folder=place,
        environment=environment,
    )
    installed = clone / ".cache/demo/collections"
    run(venv / "bin/ansible-galaxy", "collection", "verify", "--offline", "zoho.cliq", "-p", installed, folder=place)
    print("  " + "\n  ".join(line for line in printed[printed.index("== Done in") :].splitlines()[:1]))


def release(root: Path, place: Path, version: str) -> None:
    """Make the artifact and say what to do with it."""
    check_version(root, version)
    check_clean(root)
    check_changelog(root, version)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    clone, artifact = build(root, place)
    try_out(clone, artifact, place)
    digest = hashlib.sha256(artifact.read_bytes()).hexdigest()
    commit = run("git", "rev-parse", "HEAD", folder=root, show=False).strip()
    print(
        f"""
zoho.cliq {version} is ready. Upload

  {artifact}
  SHA-256 {digest}

  git tag --annotate {version} --message "zoho.cliq {version}" {commit[:12]} && git push origin {version}
  ansible-galaxy collection publish {artifact}

and attach the same file to the release of the tag in the repository."""
    )


def rehearse(root: Path, place: Path) -> None:
    """Do all that a release takes in a clone, and leave the checkout as it is."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    clone = place / "checkout"
    run("git", "clone", "--quiet", "--no-hardlinks", root, clone, folder=place)
    version = str(yaml.safe_load((clone / "galaxy.yml").read_text())["version"])
    try:
        check_changelog(clone, version)
    except NotReady:
        run(sys.executable, clone / "tests/tools/release.py", "changelog", version, folder=clone)
        run("git", "add", "--all", folder=clone)
        author = ("-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@zylker.example")
        run("git", *author, "commit", "--quiet", "--message", f"Rehearse the release of {version}", folder=clone)
    release(clone, place / "release", version)
    print("\nThis was a rehearsal; do not upload what came of it.")


def main() -> int:
    parser = argparse.ArgumentParser(description="Release the collection.")
    parser.add_argument("action", choices=("changelog", "build", "rehearse"), help="what to do")
    parser.add_argument("version", nargs="?", default="", help="the version, such as 1.0.0")
    arguments = parser.parse_args()
    try:
        if arguments.action == "changelog":
            make_changelog(arguments.version)
        elif arguments.action == "rehearse":
            rehearse(tree.ROOT, PLACE / "rehearsal")
        else:
            release(tree.ROOT, PLACE, arguments.version)
    except NotReady as exc:
        print(f"No release: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
