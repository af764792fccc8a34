# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Make the pictures of docs/images anew, with a headless Chromium and the emulator: ``make pictures``.

They are the consent page of the emulator, the page of the playbook that waits for the redirect, and the page that shows the
workspace after the demo, light and dark. Everything on them is made up.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import demo
import tree

sys.path.append(str(tree.ROOT / "tests/integration/plays"))
import browsers
from selenium import webdriver
from selenium.webdriver.common.by import By

IMAGES = tree.ROOT / "docs/images"
WIDTH = 1280
URL = re.compile(r"and accept: (https?://\S+)\s")
LISTENS = "for the consent in the browser"


def take(driver: webdriver.Chrome, name: str, *, height: int | None = None, width: int = WIDTH) -> None:
    """Take a picture of the page, as high as the page is unless a height is given."""
    browsers.resize(driver, width, height or 300)
    if height is None:
        browsers.resize(driver, width, driver.execute_script("return document.documentElement.scrollHeight"))
    assert driver.save_screenshot(str(IMAGES / f"{name}.png")), name
    print(f"docs/images/{name}.png", flush=True)


def consent(emulator: demo.Emulator, environment: dict[str, str], driver: webdriver.Chrome) -> None:
    """Consent in the browser while the playbook waits for it."""
    client = emulator.facts["client"]
    environment = {
        **environment,
        "ZOHO_CLIQ_CLIENT_ID": client["client_id"],
        "ZOHO_CLIQ_CLIENT_SECRET": client["client_secret"],
        "ZOHO_CLIQ_REDIRECT_URI": client["redirect_uri"],
    }
    command = [str(demo.BIN / "ansible-playbook"), "zoho.cliq.authorize"]
    with subprocess.Popen(
        command,
        cwd=demo.USER,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        printed = ""
        while LISTENS not in printed:
            line = process.stdout.readline()
            if not line:
                raise demo.DemoFailed(f"The playbook did not wait for a consent:\n{printed}")
            printed += line
        found = URL.search(printed)
        assert found, printed
        driver.get(found[1])
        take(driver, "consent", width=760)
        driver.find_element(By.CSS_SELECTOR, "button[value=allow]").click()
        browsers.until(driver, lambda: "Thank you" in driver.page_source)
        take(driver, "consent-received", width=760)
        rest = process.stdout.read()
        if process.wait() != 0:
            raise demo.DemoFailed(f"The playbook failed:\n{printed}{rest}")


def workspace(emulator: demo.Emulator, environment: dict[str, str], driver: webdriver.Chrome) -> None:
    """Provision the example, and look at the result."""
    demo.playbook("provision", environment)
    demo.playbook("provision", environment)
    demo.drift(emulator, environment)
    driver.get(emulator.url + "/")
    browsers.until(driver, lambda: driver.find_elements(By.CSS_SELECTOR, "#rows .row .name"))
    for scheme, name in (("light", "emulator"), ("dark", "emulator-dark")):
        browsers.prefer(driver, scheme)
        take(driver, name, height=800)


def main() -> int:
    if not browsers.INSTALLED:
        print(f"pictures.py: {browsers.MISSING}", file=sys.stderr)
        return 1
    demo.prepare()
    demo.build_and_install()
    emulator = demo.Emulator()
    driver = browsers.start(Path(demo.PLACE))
    try:
        demo.add_old_channel(emulator)
        environment = demo.user_environment(emulator)
        consent(emulator, environment, driver)
        workspace(emulator, environment, driver)
    except demo.DemoFailed as exc:
        print(f"\npictures.py: {exc}", file=sys.stderr)
        return 1
    finally:
        driver.quit()
        emulator.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
