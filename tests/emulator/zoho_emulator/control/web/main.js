// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The page: it asks for what is new about once a second, and hands it to the parts.
import * as details from "./details.js";
import { drawFaults, drawLimits, tabs } from "./dock.js";
import { $, element, recall, reconcile, remember } from "./dom.js";
import { List } from "./list.js";
import { Log } from "./log.js";
import { Talk } from "./talk.js";

const PAUSE = 600;
const PAUSE_WHEN_AWAY = 1500;
const known = { epoch: "", revision: 0, log: 0, log_epoch: "", meters_tag: "", settings_tag: "", chat_tag: "" };
let chosen = null;
let timer = null;
let asking = null;
let clock = null;

const list = new List(choose);
const log = new Log();
const talk = new Talk(id => choose(id, true), () => { known.chat_tag = ""; ask(); });

function choose(id, leads) {
  if (id !== chosen) {
    chosen = id;
    known.chat_tag = "";
    talk.latest = 200;
    list.select(id);
    history.replaceState(null, "", id ? `#${encodeURIComponent(id)}` : location.pathname);
    ask();
  }
  // On a narrow screen, whoever opens a conversation wants to see it.
  if (leads && document.body.dataset.pane === "list") show("chat");
}

async function ask() {
  clearTimeout(timer);
  if (asking) asking.abort();
  const mine = asking = new AbortController();
  let news = null;
  let problem = null;
  try {
    const question = new URLSearchParams({ ...known, latest: talk.latest });
    if (chosen) question.set("chat", chosen);
    const answer = await fetch(`/_emulator/page/news?${question}`, { cache: "no-store", signal: mine.signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    news = await answer.json();
  } catch (error) {
    problem = error;
  }
  // Somebody has asked again meanwhile.
  if (mine !== asking) return;
  asking = null;
  timer = setTimeout(ask, problem ? PAUSE_WHEN_AWAY : PAUSE);
  if (problem && $("away").hidden) $("away").textContent = `The emulator does not answer (${problem.message}). What you see is old; this page goes on asking.`;
  $("away").hidden = !problem;
  if (news) take(news);
}

function take(news) {
  const other = news.epoch !== known.epoch;
  Object.assign(known, { epoch: news.epoch, revision: news.revision, log: news.log.number, log_epoch: news.log.log_epoch });
  clock = { now: news.now * 1000, factor: news.factor, at: performance.now() };
  tick();
  list.update(news.conversations);
  if (log.update(news.log)) log.draw();
  for (const [name, draw] of [["meters", drawLimits], ["settings", drawSettings]]) {
    if (news[name]) { known[`${name}_tag`] = news[`${name}_tag`]; draw(news[name]); }
  }
  drawNumbers(news.counters);
  if (news.chat) { known.chat_tag = news.chat_tag; drawChat(news.chat); }
  else if (news.chat === null || (other && !chosen)) {
    chosen = null;
    drawChat(null);
  }
  if (!chosen && list.first()) choose(list.first(), false);
}

function drawChat(chat) {
  talk.draw(chat);
  details.draw(chat);
  document.title = chat ? `${chat.details ? "#" : ""}${chat.title} · Zoho Cliq emulator` : "Zoho Cliq emulator";
}

function drawSettings(settings) {
  const centers = Object.entries(settings.data_centers);
  reconcile($("centers"), centers.map(([name, url], index) => {
    const homes = settings.organizations.filter(one => one.data_center === name).map(one => one.name).join(", ");
    return [name, [url, homes, index], () => element("li", { class: "chip", title: homes || "no organization" },
      element("b", {}, name), element("span", {}, url.replace(/^https?:\/\//, "")), index === 0 ? element("span", { class: "unseen" }, " (home)") : null)];
  }));
  drawFaults(settings);
}

function drawNumbers(counters) {
  const names = { token_requests: "token requests", cliq_requests: "Cliq calls", cliq_writes: "writes", lockouts: "lockouts" };
  reconcile($("numbers"), Object.entries(names).map(([key, name]) => [key, counters[key] || 0, () =>
    element("div", {}, element("dt", {}, name), element("dd", {}, (counters[key] || 0).toLocaleString("en")))]));
}

function tick() {
  if (!clock) return;
  const now = new Date(clock.now + (performance.now() - clock.at) * clock.factor).toISOString();
  const node = document.querySelector("#clock time");
  node.textContent = `${now.slice(0, 10)} ${now.slice(11, 19)} UTC${clock.factor === 1 ? "" : ` (×${clock.factor})`}`;
  node.dateTime = now;
}

function show(pane) {
  document.body.dataset.pane = pane;
  for (const button of document.querySelectorAll("#panes button")) button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
  list.draw();
  if (pane === "list") list.showChosen();
  if (pane === "chat") talk.toEnd();
}

function theme(value) {
  if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
}

theme(recall("theme"));
$("theme").value = document.documentElement.dataset.theme || "";
$("theme").addEventListener("change", () => { theme($("theme").value); remember("theme", $("theme").value); });
tabs(recall, remember);
show("chat");
for (const button of document.querySelectorAll("#panes button")) button.addEventListener("click", () => show(button.dataset.pane));
document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  show("list");
  $("search").focus();
  $("search").select();
});
window.addEventListener("hashchange", () => { const id = decodeURIComponent(location.hash.slice(1)); if (id) choose(id, true); });
// Nobody looks, so nothing is asked.
document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer); } else ask(); });
setInterval(tick, 1000);
const named = decodeURIComponent(location.hash.slice(1));
if (named) { chosen = named; list.select(named); }
ask();
