# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the emulator in a real browser: what it shows, that it shows it live, and that everybody can use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from ansible_collections.zoho.cliq.tests.integration.plays import browsers
from ansible_collections.zoho.cliq.tests.integration.plays.browsers import until
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import Emulator
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.skipif(not browsers.INSTALLED, reason=browsers.MISSING)
PATRICIA, SCOTT = "patricia.boyle@zylker.example", "scott.fisher@zylker.example"
TALKING = [
    "ZohoCliq.Channels.ALL",
    "ZohoCliq.Chats.ALL",
    "ZohoCliq.Webhooks.CREATE",
    "ZohoCliq.Messages.READ",
    "ZohoCliq.Messages.CREATE",
]
HOSTILE = "<img src=x onerror=\"document.title='taken over'\">"
MANY = 3000
# Chromium itself needs some; what counts is that it does not grow with the number of channels.
MOST_ROWS_IN_THE_PAGE = 80


@pytest.fixture(scope="module")
def limited_emulator(tmp_path_factory):
    """An emulator with call limits, and a clock that tests move."""
    emulator = Emulator(tmp_path_factory.mktemp("limited"), options=())
    yield emulator
    emulator.stop()


@pytest.fixture(scope="module")
def one_browser(tmp_path_factory):
    driver = browsers.start(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


class Page:
    """The page as somebody sees it."""

    def __init__(self, driver, emulator):
        self.driver = driver
        self.emulator = emulator
        self._token = None

    def open(self):
        self.driver.get(self.emulator.url + "/")
        until(self.driver, lambda: self.texts("#rows .row .name"))

    def find(self, css):
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def count(self, css):
        return self.script("return document.querySelectorAll(arguments[0]).length", css)

    def texts(self, css):
        """The texts of all elements that fit, in one step, so that none of them is replaced meanwhile."""
        return self.script("return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)", css)

    def script(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def wait(self, css, text):
        """Wait until an element shows this text."""
        until(self.driver, lambda: any(text in one for one in self.texts(css)))

    def choose(self, name):
        self.script(
            "[...document.querySelectorAll('#rows .row')].find(one => one.title === arguments[0]).click()",
            name,
        )
        self.wait("#chat-title", name)

    def tab(self, name):
        self.find(f"#tab-{name}").click()

    # What others do meanwhile

    def call(self, method, path, body=None):
        """Call Cliq's API as Patricia; it need not succeed."""
        emulator = self.emulator
        if self._token is None:
            code = emulator.code(scopes=TALKING)
            self._token = emulator.token_request(grant_type="authorization_code", code=code).json()["access_token"]
        headers = {"Authorization": f"Zoho-oauthtoken {self._token}"}
        return emulator.http.request(method, f"{emulator.url}/api/v2{path}", json=body, headers=headers)

    def post(self, text, channel="general", **more):
        answer = self.call("POST", f"/channelsbyname/{channel}/message", {"text": text, **more})
        assert answer.status_code < 300, answer.text

    def chat_id(self, name):
        return self.emulator.channels(name)[0]["chat_id"]


def fresh(driver, emulator):
    """A page of an emulator that is as it was at the start, in a browser that remembers nothing."""
    emulator.reset()
    browsers.resize(driver, 1440, 900)
    browsers.prefer(driver, "light")
    driver.get(emulator.url + "/_emulator/health")
    driver.execute_script("localStorage.clear()")
    driver.get_log("browser")
    return Page(driver, emulator)


@pytest.fixture
def page(one_browser, limited_emulator):
    page = fresh(one_browser, limited_emulator)
    yield page
    # Neither a script error nor anything that the Content-Security-Policy had to stop.
    console = one_browser.get_log("browser")
    assert [entry for entry in console if entry["source"] != "network"] == []


@pytest.fixture
def talkative(page):
    """A page of a workspace in which there is something of each kind."""
    page.post("The maintenance window begins at 22:00.")
    chat_id = page.chat_id("General")
    first = page.emulator.control(f"messages?chat_id={chat_id}")[0]["messages"][0]["message_id"]
    actions = {"type": "open.url", "data": {"web": "https://ci.zylker.example/"}}
    page.post(
        "Version 4.2 is out.",
        card={"title": "Release 4.2", "theme": "modern-inline"},
        slides=[
            {"type": "table", "title": "Checks", "data": {"headers": ["Suite"], "rows": [{"Suite": "unit tests"}]}},
            {"type": "label", "title": "Facts", "data": [{"Author": "Helen Moore"}]},
            {"type": "list", "title": "Next", "data": ["Tell everybody"]},
        ],
        buttons=[{"label": "Open", "type": "+", "action": actions}, {"label": "Undo", "type": "-", "action": actions}],
    )
    page.post("I shall be there.", reply_to=first)
    assert page.call("POST", f"/chats/{chat_id}/stickymessage", {"id": first}).status_code == 200
    page.emulator.control(f"channels/{page.emulator.channels('support-desk')[0]['channel_id']}", {"status": "archived"})
    page.emulator.fault("status", times=2, match={"path": "/api/v2/users*"})
    page.call("GET", "/users")
    page.call("GET", "/channels/none")
    page.open()
    page.wait("#messages", "I shall be there.")
    return page


def test_channels_members_and_messages_of_all_kinds_are_shown(talkative):
    page = talkative
    assert page.texts("#rows .row .name") == ["General", "support-desk"]
    assert page.texts("#rows .row .tag") == ["archived"]
    assert page.texts("#chat-title") == ["#General"]
    assert "Everything that concerns all of Zylker" in page.texts("#chat-head .about")
    assert "general" in page.texts("#chat-head code")
    assert page.texts("#facts .person > span:first-child")[:2] == ["Patricia Boyle", "Ingrid Solberg"]
    assert page.texts("#facts .role")[:3] == ["super admin", "admin", "moderator"]
    assert len(page.texts("#facts .role")) == 13
    shown = {
        css: page.texts(f"#messages {css}") for css in (".card h3", ".slide h3", "td", ".buttons li", "blockquote")
    }
    assert shown == {
        ".card h3": ["Release 4.2"],
        ".slide h3": ["Checks", "Facts", "Next"],
        "td": ["unit tests"],
        ".buttons li": ["Open", "Undo"],
        "blockquote": ["Patricia Boyle: The maintenance window begins at 22:00."],
    }
    assert "The maintenance window" in page.texts("#pinned")[0]
    page.choose("support-desk")
    assert "The channel is archived" in page.texts("#silence")[0]


def test_a_message_of_a_playbook_appears_without_reloading(one_browser, playbook, emulator):
    page = fresh(one_browser, emulator)
    page.post("The first message.")
    page.open()
    page.wait("#messages", "The first message.")
    page.find("#search").send_keys("gener")
    page.script("document.querySelector('#messages .message').dataset.marked = 'yes'")
    playbook.sign_in(scopes=["ZohoCliq.Channels.ALL", "ZohoCliq.Webhooks.CREATE"])
    run = playbook("- zoho.cliq.message: {channel: general, text: Version 4.2 is out.}")
    assert run.code == 0, run.output
    page.wait("#messages .text", "Version 4.2 is out.")
    page.wait("#log", "/api/v2/channelsbyname/general/message")
    # Nothing was drawn anew that had not changed, and whoever types goes on typing.
    assert page.count("#messages [data-marked]") == 1
    assert page.driver.switch_to.active_element.get_attribute("value") == "gener"
    assert page.texts("#told") == ["1 new message in General"]


def test_who_reads_further_up_stays_there_and_is_told_of_new_messages(page):
    browsers.resize(page.driver, 1440, 600)
    for number in range(30):
        page.post(f"Line {number}")
    page.open()
    page.wait("#messages", "Line 29")
    until(page.driver, lambda: page.script("const t = document.getElementById('talk'); return t.scrollTop > 100"))
    page.script("document.getElementById('talk').scrollTop = 50")
    page.post("One more line")
    page.wait("#messages", "One more line")
    assert page.script("return document.getElementById('talk').scrollTop") == 50
    assert page.find("#newer").text == "1 new message ↓"
    page.find("#newer").click()
    until(page.driver, lambda: not page.find("#newer").is_displayed())


def test_roles_and_members_change_live_and_a_deleted_channel_goes(page):
    page.open()
    channel_id = page.emulator.channels("support-desk")[0]["channel_id"]
    page.choose("support-desk")
    page.wait("#facts .role", "admin")
    page.emulator.control(f"channels/{channel_id}", {"members": {SCOTT: "moderator", "ryan.west@zylker.example": None}})
    until(page.driver, lambda: page.texts("#facts .role") == ["super admin", "moderator"])
    until(page.driver, lambda: page.texts(".row[title=support-desk] .members") == ["2"])
    assert page.call("DELETE", f"/channels/{channel_id}").status_code in (200, 204)
    until(page.driver, lambda: page.texts("#rows .row .name") == ["General"])
    page.wait("#chat-title", "General")


def test_the_log_marks_faults_and_is_filtered(talkative):
    page = talkative
    page.wait("#log", "fault: status")
    assert page.texts("#log tr.faulty .path") == ["GET /api/v2/users"]
    assert page.find("#log").text.count("fine") > 2
    page.find("#log-errors").click()
    until(page.driver, lambda: len(page.texts("#log tr")) == 2)
    page.find("#log-path").send_keys("none")
    until(page.driver, lambda: page.texts("#log .path") == ["GET /api/v2/channels/none"])
    page.find("#log-path").send_keys("such")
    page.wait("#log-empty", "No request is like that.")
    token = page._token
    assert token not in page.driver.page_source
    assert page.emulator.self_client["client_secret"] not in page.driver.page_source


def test_meters_fill_lock_and_open_again_live(page):
    page.open()
    page.tab("limits")
    page.wait("#limits", "No refresh token yet.")
    for _number in range(31):
        page.call("GET", "/channels")
    page.wait("#limits .meter.bad", "locked, opens in")
    assert any("1 of 10" in text for text in page.texts("#limits .meter"))
    locked = page.find("#limits .meter.bad [role=meter]")
    assert locked.get_attribute("aria-valuenow") == "30"
    page.emulator.control("clock", {"advance": 3600})
    page.wait("#limits", "No call in the last minute.")
    page.tab("faults")
    page.emulator.quirk(list_envelope="data")
    page.wait("#changed-title", "Quirks in use (1)")


def test_a_story_is_seen_to_go_on(page):
    page.emulator.story("""
        - {match: {method: GET, path: /api/v2/channels}, do: status}
        - {after: channel-made, do: hold}
    """)
    page.emulator.fault("slow", match={"path": "/nowhere"}, times=2)
    page.open()
    page.tab("faults")
    page.wait("#faults-title", "Faults and stories (2)")
    first, single = page.texts("#faults .group:first-child .item")
    assert "step 1 of 2" in first and "status, 1 time" in first
    assert "slow" in single and "2 times" in single and "/nowhere" in single
    page.call("GET", "/channels")
    page.wait("#faults", "step 2 of 2")
    page.wait("#faults", "after channel-made: hold, 1 time")
    with ThreadPoolExecutor(1) as executor:
        answer = executor.submit(page.call, "POST", "/channels", {"name": "held", "level": "private"})
        page.wait("#held-title", "Held requests (1)")
        page.wait("#faults", "after channel-made (held)")
        page.emulator.control("release", method="POST")
        answer.result(30)
    page.wait("#held-title", "Held requests (0)")
    assert "over" in page.texts("#faults .group:first-child .item")[0]


def test_light_and_dark_have_contrast_and_the_choice_is_remembered(talkative):
    page = talkative
    paper = "return getComputedStyle(document.body).backgroundColor"
    seen = {}
    for scheme in ("light", "dark"):
        browsers.prefer(page.driver, scheme)
        seen[scheme] = page.script(paper)
        for tab in ("requests", "limits", "faults"):
            page.tab(tab)
            assert browsers.faint_texts(page.driver) == [], (scheme, tab)
    light, dark = (browsers.Colour.parse(seen[scheme]).luminance for scheme in ("light", "dark"))
    assert light > 0.7 and dark < 0.05
    # The switch goes before what the system prefers, also after reloading.
    page.find("#theme option[value=light]").click()
    until(page.driver, lambda: page.script(paper) == seen["light"])
    page.open()
    assert page.script(paper) == seen["light"]
    assert browsers.faint_texts(page.driver) == []


def test_everything_can_be_done_with_the_keyboard(talkative):
    page = talkative
    driver = page.driver
    first = page.emulator.control(f"messages?chat_id={page.chat_id('General')}")[0]["messages"][0]["message_id"]
    page.post("A reply in a thread", thread_message_id=first)
    page.wait("#messages .thread", "Thread: ")
    browsers.press_keys(driver, "/")
    assert driver.switch_to.active_element.get_attribute("id") == "search"
    browsers.press_keys(driver, *"desk", Keys.ARROW_DOWN)
    page.wait("#chat-title", "support-desk")
    assert driver.switch_to.active_element.get_attribute("id") == "rows"
    browsers.press_keys(driver, "/", Keys.ESCAPE, Keys.ENTER, Keys.ARROW_UP)
    page.wait("#chat-title", "General")
    active = page.find("#rows").get_attribute("aria-activedescendant")
    assert page.script("return document.getElementById(arguments[0]).getAttribute('aria-selected')", active) == "true"
    outline = "return getComputedStyle(document.querySelector('.row[aria-selected=true]')).outlineStyle"
    assert page.script(outline) == "solid"

    # From the list on, Tab leads to whatever can be used, and shows where it is.
    thread = browsers.tab_to(driver, lambda focused: focused.text.startswith("Thread: "))
    assert page.script("return getComputedStyle(arguments[0]).outlineStyle", thread) == "solid"
    browsers.press_keys(driver, Keys.ENTER)
    page.wait("#messages", "A reply in a thread")
    page.wait("#chat-head", "Back to the channel")
    browsers.tab_to(driver, lambda focused: focused.get_attribute("role") == "tab")
    browsers.press_keys(driver, Keys.ARROW_RIGHT)
    assert page.find("#limits").is_displayed() and not page.find("#requests").is_displayed()
    browsers.press_keys(driver, Keys.END)
    assert page.find("#faults").is_displayed()
    browsers.tab_to(driver, lambda focused: focused.get_attribute("id") == "fold")
    browsers.press_keys(driver, Keys.ENTER)
    assert not page.find("#dock-body").is_displayed()


def test_hostile_names_and_texts_are_shown_as_they_are(page):
    made = page.call("POST", "/channels", {"name": HOSTILE, "level": "private", "description": HOSTILE})
    assert made.status_code == 200, made.text
    page.emulator.control(f"channels/{made.json()['channel_id']}", {"config": {HOSTILE: HOSTILE}})
    page.post(
        HOSTILE,
        made.json()["unique_name"],
        card={"title": HOSTILE},
        slides=[{"type": "table", "title": HOSTILE, "data": {"headers": [HOSTILE], "rows": [{HOSTILE: HOSTILE}]}}],
    )
    page.open()
    page.choose(HOSTILE)
    page.wait("#messages .card", HOSTILE)
    for css in (".row .name", "#chat-title", "#chat-head .about", "#messages .text", "#messages td", "#facts dd"):
        assert any(HOSTILE in text for text in page.texts(css)), css
    assert page.count("body img") == 0
    assert page.driver.title.endswith("Zoho Cliq emulator")


def test_thousands_of_channels_are_no_burden(page):
    world = page.emulator.control("state")
    world["channels"] += [
        {"name": f"project-{number:04}", "level": "private", "creator": PATRICIA} for number in range(MANY)
    ]
    page.emulator.control("reset", world)
    page.open()
    page.wait("#rows-note", f"{MANY + 2:,} conversations")
    assert page.count("#rows .row") <= MOST_ROWS_IN_THE_PAGE
    page.find("#rows").send_keys(Keys.END)
    page.wait("#chat-title", f"project-{MANY - 1:04}")
    page.post("The last one", f"project{MANY - 1:04}")
    page.wait("#messages", "The last one")
    assert page.count("#rows .row") <= MOST_ROWS_IN_THE_PAGE
    page.find("#search").send_keys("project-1234")
    until(page.driver, lambda: page.texts("#rows .row:not([aria-selected=true]) .name") == ["project-1234"])
    page.wait("#rows-note", "1 of 3,002 conversations")
    news = page.script(
        "return performance.getEntriesByType('resource').filter(one => one.name.includes('/news?')).at(-1)"
    )
    assert news["decodedBodySize"] < 20_000, "all channels are sent again and again"


def test_a_narrow_screen_shows_one_thing_at_a_time(talkative):
    page = talkative
    browsers.resize(page.driver, 400, 800)
    page.open()
    page.wait("#messages", "I shall be there.")
    for label, pane in (("Channels", "#list"), ("Messages", "#chat"), ("Details", "#details"), ("Requests", "#dock")):
        button = next(one for one in page.driver.find_elements(By.CSS_SELECTOR, "#panes button") if one.text == label)
        button.click()
        shown = [one for one in ("#list", "#chat", "#details", "#dock") if page.find(one).is_displayed()]
        assert shown == [pane]
        assert button.get_attribute("aria-pressed") == "true"
        assert page.script("return document.documentElement.scrollWidth") <= 400, label
    page.find("#panes button").click()
    page.choose("support-desk")
    assert page.find("#chat").is_displayed()


def test_an_emulator_that_is_away_is_said_and_its_return_noticed(page):
    page.open()
    page.script("window.realFetch = window.fetch; window.fetch = () => Promise.reject(new Error('gone'))")
    page.wait("#away", "The emulator does not answer (gone)")
    assert page.find("#away").is_displayed()
    page.script("window.fetch = window.realFetch")
    until(page.driver, lambda: not page.find("#away").is_displayed())
    # After a reset nothing of the old world is left.
    world = page.emulator.control("state")
    page.emulator.control("reset", {**world, "channels": []})
    page.wait("#rows-note", "No channel yet.")
    page.wait("#silence", "Choose a channel")


def consent_url(emulator, **changes):
    query = {
        "response_type": "code",
        "client_id": emulator.client["client_id"],
        "redirect_uri": emulator.client["redirect_uri"],
        "scope": "ZohoCliq.Channels.ALL,ZohoCliq.Users.READ",
        "access_type": "offline",
        "prompt": "consent",
        **changes,
    }
    return f"{emulator.urls['us']}/oauth/v2/auth?{urlencode(query)}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_consent_page_says_who_asks_for_what_and_that_it_is_not_zoho(page, scheme):
    driver = page.driver
    browsers.prefer(driver, scheme)
    driver.get(consent_url(page.emulator))
    text = page.find("body").text
    for words in (
        "This is not Zoho",
        "Zylker Playbooks",
        "View, add, change and delete channels",
        "View users",
        PATRICIA,
        "us",
    ):
        assert words in text
    assert page.texts("button") == ["Accept", "Reject"]
    assert browsers.faint_texts(driver) == []
    browsers.resize(driver, 400, 800)
    assert page.script("return document.documentElement.scrollWidth") <= 400
    driver.get(consent_url(page.emulator, scope="ZohoCliq.Nothing.ALL"))
    assert page.texts("h1") == ["Invalid OAuth scope"]
    assert "This is not Zoho" in page.find("body").text
    assert browsers.faint_texts(driver) == []


def test_a_tool_that_others_wrote_finds_no_barrier(talkative):
    """axe-core, with the rules of WCAG 2.2 A and AA and what it calls best practices."""
    axe = pytest.importorskip("axe_core_python.selenium", reason="axe-core-python is not installed").Axe()
    page = talkative
    found = {}

    def examine(where):
        for problem in axe.run(page.driver)["violations"]:
            found[f"{where}: {problem['id']}"] = [node["html"][:120] for node in problem["nodes"]]

    for scheme in ("light", "dark"):
        browsers.prefer(page.driver, scheme)
        for tab in ("requests", "limits", "faults"):
            page.tab(tab)
            examine(f"{scheme}, {tab}")
    browsers.resize(page.driver, 400, 800)
    examine("narrow")
    for url in (consent_url(page.emulator), consent_url(page.emulator, scope="ZohoCliq.Nothing.ALL")):
        page.driver.get(url)
        examine(url)
    assert found == {}
