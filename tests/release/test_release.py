# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not ready for a release is refused with one sentence. ``make rehearsal`` tests the rest, which takes a while."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[2]
sys.path.append(str(COLLECTION / "tests/tools"))
import release  # noqa: E402


def commit(root: Path) -> None:
    author = ("-c", "user.name=Test", "-c", "user.email=test@zylker.example")
    for words in (("add", "--all"), (*author, "commit", "--quiet", "--message", "Test")):
        subprocess.run(["git", *words], cwd=root, check=True)


@pytest.fixture
def checkout(tmp_path):
    """A small checkout that is ready."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "changelogs/fragments").mkdir(parents=True)
    (tmp_path / "galaxy.yml").write_text("namespace: zoho\nname: cliq\nversion: 1.2.3\n")
    (tmp_path / "changelogs/changelog.yaml").write_text("releases:\n  1.2.3:\n    release_date: '2026-12-01'\n")
    (tmp_path / "CHANGELOG.md").write_text("# Release Notes\n\n## v1\\.2\\.3\n")
    (tmp_path / "CHANGELOG.rst").write_text("Release Notes\n=====\n\nv1.2.3\n======\n")
    commit(tmp_path)
    return tmp_path


def refusal(root: Path, version: str = "1.2.3") -> str:
    """The sentence with which a release is refused; nothing is made."""
    place = root.parent / f"{root.name}-place"
    with pytest.raises(release.NotReady) as caught:
        release.release(root, place, version)
    assert not place.exists()
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.fixture(autouse=True)
def nothing_is_built(monkeypatch):
    """What is ready gets as far as the build."""

    def build(*_arguments):
        raise AssertionError("it is built")

    monkeypatch.setattr(release, "build", build)


def test_what_is_ready_is_built(checkout):
    with pytest.raises(AssertionError, match="it is built"):
        release.release(checkout, checkout.parent / "place-of-the-build", "1.2.3")


@pytest.mark.parametrize("version", ["", "1.2", "v1.2.3", "01.2.3", "1.2.3+build", "1.2.3 ", "latest"])
def test_a_text_that_is_no_version(checkout, version):
    assert "is no version: give one like VERSION=1.0.0." in refusal(checkout, version)


def test_another_version_than_that_of_the_collection(checkout):
    assert refusal(checkout, "1.2.4") == "galaxy.yml has the version 1.2.3, not 1.2.4: correct one of them."


def test_something_that_is_not_committed(checkout):
    (checkout / "new.txt").touch()
    assert refusal(checkout) == "new.txt is not committed (1 in all): commit or remove what git status shows."


def test_a_version_without_a_changelog(checkout):
    (checkout / "changelogs/changelog.yaml").write_text("releases: {}\n")
    commit(checkout)
    again = "run make changelog VERSION=1.2.3 and commit what it did."
    assert refusal(checkout) == f"The changelog has no release 1.2.3: {again}"


@pytest.mark.parametrize("page", release.PAGES)
def test_a_page_of_the_changelog_that_is_old_or_missing(checkout, page):
    (checkout / page).write_text("v1.2.2\n")
    commit(checkout)
    assert refusal(checkout).startswith(f"{page} does not have v1.2.3: ")
    (checkout / page).unlink()
    commit(checkout)
    assert refusal(checkout).startswith(f"{page} does not have v1.2.3: ")


def test_a_fragment_that_is_left(checkout):
    (checkout / "changelogs/fragments/late.yml").write_text("bugfixes: [late]\n")
    commit(checkout)
    assert refusal(checkout).startswith("The fragment late.yml is not in the changelog: ")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("plugins/modules/channel.py", True),
        (".git/config", False),
        ("docs/.cache/x", False),
        ("plugins/__pycache__/x.pyc", False),
        ("Makefile", False),
        ("tests/emulator/README.md", True),
    ],
)
def test_what_belongs_into_the_artifact(name, wanted):
    assert (release.UNWANTED.search(name) is None) is wanted


def test_a_refusal_is_one_line_and_no_traceback():
    command = [sys.executable, str(COLLECTION / "tests/tools/release.py"), "build", "no-version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "No release: no-version is no version: give one like VERSION=1.0.0.\n"
