# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Links lead somewhere, as far as can be told without a network.

Those between pages of the documentation are checked by Sphinx when it builds them. ``make docs ARGS=--links`` asks the network.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.docs.examples import COLLECTION

MARKDOWN = sorted(path for pattern in ("*.md", "docs/*.md", "tests/**/*.md") for path in COLLECTION.glob(pattern))
PAGES = [*MARKDOWN, *sorted((COLLECTION / "docs/docsite/rst").glob("*.rst"))]
REPOSITORY = yaml.safe_load((COLLECTION / "galaxy.yml").read_text())["repository"]
RAW = REPOSITORY.replace("github.com", "raw.githubusercontent.com") + "/main/"
_IN_MARKDOWN = re.compile(r"\]\(([^)\s]+)\)|<(https?://[^>\s]+)>")
_IN_RST = re.compile(r"<(https?://[^>\s]+)>`__|^\.\. image:: (\S+)", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HOST = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}")


def links(page: Path) -> list[str]:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    pattern = _IN_RST if page.suffix == ".rst" else _IN_MARKDOWN
    return [next(filter(None, groups)) for groups in pattern.findall(text)]


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def problem(page: Path, link: str) -> str | None:
    """What is wrong with a link of a page."""
    parts = urlsplit(link)
    if parts.scheme:
        for prefix in (f"{REPOSITORY}/blob/main/", f"{REPOSITORY}/tree/main/", RAW):
            if link.startswith(prefix):
                return None if (COLLECTION / link.removeprefix(prefix)).exists() else "there is no such file"
        if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc):
            return "that is no public page with HTTPS"
        return None
    target = (page.parent / parts.path).resolve() if parts.path else page
    if not target.exists():
        return "there is no such file"
    if parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target):
        return "there is no such heading"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(COLLECTION)))
def test_links_lead_somewhere(page):
    found = {link: problem(page, link) for link in links(page)}
    assert {link: words for link, words in found.items() if words} == {}


def test_a_link_that_leads_nowhere_is_noticed():
    readme = COLLECTION / "README.md"
    for link in (
        "docs/no-such.md",
        "#no-such-heading",
        f"{RAW}docs/no-such.png",
        "http://docs.ansible.com",
        "https://docs",
    ):
        assert problem(readme, link), link
    assert sum(len(links(page)) for page in PAGES) > 40
