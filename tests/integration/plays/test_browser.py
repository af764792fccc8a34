# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real browser: somebody opens the URL, accepts or rejects, and reads what the receiver on this machine answers."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from ansible_collections.zoho.cliq.tests.integration.plays import browsers
from ansible_collections.zoho.cliq.tests.integration.plays.browsers import TIMEOUT_SECONDS
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.skipif(not browsers.INSTALLED, reason=browsers.MISSING)
BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


@pytest.fixture
def browser(tmp_path):
    driver = browsers.start(tmp_path)
    yield driver
    driver.quit()


def press(browser, url, button):
    """Open the consent page, and press a button with the keyboard; return the heading of the page to which that leads."""
    browser.get(url)
    browsers.tab_to(browser, lambda focused: focused.text == button)
    browsers.press_keys(browser, Keys.ENTER)
    WebDriverWait(browser, TIMEOUT_SECONDS).until(lambda driver: driver.current_url.startswith("http://localhost:"))
    return browser.find_element(By.TAG_NAME, "h1").text


def requested(browser):
    """The hosts that the pages asked for anything."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    # The browser's own pages are no hosts.
    return {urlsplit(url).netloc for url in urls if urlsplit(url).scheme in ("http", "https")}


def colours(browser, scheme):
    """Text and background of the page for somebody who prefers this scheme."""
    browsers.prefer(browser, scheme)
    ink = browser.execute_script("return getComputedStyle(document.querySelector('h1')).color")
    # The background is that of the canvas, which has no style; a system colour in a probe tells it.
    paper = browser.execute_script(
        "const probe = document.createElement('div'); document.body.append(probe);"
        "probe.style.backgroundColor = 'Canvas'; return getComputedStyle(probe).backgroundColor"
    )
    return ink, paper


def test_accept_leads_to_a_vaulted_file(person, browser):
    with person.start() as live:
        heading = press(browser, live.url(), "Accept")
        run = live.finish()
    assert heading == "Thank you"
    assert run.code == 0, run.output
    person.assert_vaulted()

    # The page is still there when nobody listens any more, and needs nothing else.
    assert "You can close this window" in browser.find_element(By.TAG_NAME, "p").text
    assert browser.title == "Thank you"
    assert browser.get_log("browser") == []
    assert requested(browser) == {urlsplit(person.emulator.url).netloc, f"localhost:{person.port}"}
    assert colours(browser, "light") == (BLACK, WHITE)
    ink, paper = colours(browser, "dark")
    assert ink == WHITE and paper != WHITE
    width = browser.execute_script("return getComputedStyle(document.body).maxWidth")
    assert width != "none", "the page has lost its style"


@pytest.mark.parametrize("denial_parameters", ["state", "all"])
def test_reject_ends_the_playbook(person, browser, denial_parameters):
    person.emulator.quirk(denial_parameters=denial_parameters)
    with person.start() as live:
        heading = press(browser, live.url(), "Reject")
        run = live.finish()
    assert heading == "Consent denied"
    assert "the terminal says how to try again" in browser.find_element(By.TAG_NAME, "p").text
    assert run.code == 2
    assert run["Wait for the browser to bring the answer here"]["failure"]["code"] == "access_denied"
    assert person.left() == []
    assert browser.get_log("browser") == []


def test_somebody_who_follows_a_forged_link_can_still_accept(person, browser):
    with person.start() as live:
        url = live.url()
        browser.get(f"{person.redirect_uri}?code=1000.forged&state=forged")
        assert browser.find_element(By.TAG_NAME, "h1").text == "This answer does not belong here"
        assert "forged" not in browser.find_element(By.TAG_NAME, "body").text
        assert press(browser, url, "Accept") == "Thank you"
        assert live.finish().code == 0
    person.assert_vaulted()
