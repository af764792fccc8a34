# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, what somebody does with its keyboard, and how what it shows is judged."""

from __future__ import annotations

import re
import shutil
import typing as t
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
INSTALLED = bool(BROWSER and DRIVER)
MISSING = "chromium or chromedriver is not installed (Debian: chromium, chromium-driver)"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --no-proxy-server"
)
TIMEOUT_SECONDS = 60
# WCAG 2.2, 1.4.3, level AA.
LEAST_CONTRAST = 4.5
LEAST_CONTRAST_OF_LARGE_TEXT = 3.0
_MOST_STOPS = 60

# Every piece of text that can be seen, with its colour and the colours behind it, the nearest first.
_TEXTS = """
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const one = node.parentElement;
  if (!node.textContent.trim() || !one.checkVisibility({ visibilityProperty: true })) continue;
  if (one.closest('.unseen, script, style, noscript, option')) continue;
  const style = getComputedStyle(one);
  const behind = [];
  for (let at = one; at; at = at.parentElement) behind.push(getComputedStyle(at).backgroundColor);
  found.push([node.textContent.trim().slice(0, 40), style.color, behind, parseFloat(style.fontSize), Number(style.fontWeight)]);
}
return found;
"""


def start(folder: Path, width: int = 1440, height: int = 900) -> webdriver.Chrome:
    """A browser with a profile of its own below this folder."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={folder / 'browser'}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(TIMEOUT_SECONDS)
    resize(driver, width, height)
    return driver


def resize(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Give the page this many pixels, which may be fewer than a window of the browser can have."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def prefer(driver: webdriver.Chrome, scheme: str) -> None:
    """What the system of the user prefers: light or dark."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def until(driver: webdriver.Chrome, condition: t.Callable[[], t.Any]) -> t.Any:
    """Wait until this is true, and return it. What the page replaces meanwhile is looked up anew."""
    wait = WebDriverWait(driver, TIMEOUT_SECONDS, 0.05, [StaleElementReferenceException])
    return wait.until(lambda _driver: condition())


def press_keys(driver: webdriver.Chrome, *keys: str) -> None:
    """Press keys one after the other, wherever the focus is."""
    for key in keys:
        ActionChains(driver).send_keys(key).perform()


def tab_to(driver: webdriver.Chrome, reached: t.Callable[[t.Any], bool]) -> t.Any:
    """Press Tab until an element has the focus of which this is true."""
    for _stop in range(_MOST_STOPS):
        press_keys(driver, Keys.TAB)
        focused = driver.switch_to.active_element
        if reached(focused):
            return focused
    raise AssertionError(f"{_MOST_STOPS} times Tab did not lead there")


@dataclass(frozen=True)
class Colour:
    """A colour as browsers compute it."""

    red: float
    green: float
    blue: float
    alpha: float

    @classmethod
    def parse(cls, text: str) -> Colour:
        numbers = [float(number) for number in re.findall(r"[\d.]+", text)]
        assert text.startswith("rgb"), text
        red, green, blue, alpha = (*numbers, 1.0)[:4]
        return cls(red, green, blue, alpha)

    def over(self, other: Colour) -> Colour:
        mixed = [
            mine * self.alpha + theirs * (1 - self.alpha)
            for mine, theirs in ((self.red, other.red), (self.green, other.green), (self.blue, other.blue))
        ]
        return Colour(*mixed, 1.0)

    @property
    def luminance(self) -> float:
        """Relative luminance as WCAG 2.2 defines it."""
        linear = []
        for value in (self.red / 255, self.green / 255, self.blue / 255):
            linear.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def faint_texts(driver: webdriver.Chrome) -> list[str]:
    """The texts that can be seen and have too little contrast; there must be some text at all."""
    texts = driver.execute_script(_TEXTS)
    assert texts, "the page shows no text"
    faint = []
    for text, ink, behind, size, weight in texts:
        paper = Colour(255, 255, 255, 1)
        for colour in reversed([Colour.parse(one) for one in behind]):
            paper = colour.over(paper)
        ratio = contrast(Colour.parse(ink).over(paper), paper)
        large = size >= 24 or (size >= 18.66 and weight >= 700)
        if ratio < (LEAST_CONTRAST_OF_LARGE_TEXT if large else LEAST_CONTRAST):
            faint.append(f"{text!r}: {ratio:.2f}")
    return faint
