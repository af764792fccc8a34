# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real browser: somebody opens the URL, presses Allow or Deny, and reads what the receiver on this machine answers."""

from __future__ import annotations

import json
import shutil
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="chromium or chromedriver is not installed (Debian: chromium, chromium-driver)"
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --no-proxy-server"
)
TIMEOUT_SECONDS = 60
BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


@pytest.fixture
def browser(tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path / 'browser'}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(TIMEOUT_SECONDS)
    yield driver
    driver.quit()


def press(browser, url, button):
    """Open the consent page, and press a button; return the heading of the page to which that leads."""
    browser.get(url)
    browser.find_element(By.XPATH, f"//button[text()='{button}']").click()
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
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    ink = browser.execute_script("return getComputedStyle(document.querySelector('h1')).color")
    # The background is that of the canvas, which has no style; a system colour in a probe tells it.
    paper = browser.execute_script(
        "const probe = document.createElement('div'); document.body.append(probe);"
        "probe.style.backgroundColor = 'Canvas'; return getComputedStyle(probe).backgroundColor"
    )
    return ink, paper


def test_allow_leads_to_a_vaulted_file(person, browser):
    with person.start() as live:
        heading = press(browser, live.url(), "Allow")
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
def test_deny_ends_the_playbook(person, browser, denial_parameters):
    person.emulator.quirk(denial_parameters=denial_parameters)
    with person.start() as live:
        heading = press(browser, live.url(), "Deny")
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
        assert press(browser, url, "Allow") == "Thank you"
        assert live.finish().code == 0
    person.assert_vaulted()
