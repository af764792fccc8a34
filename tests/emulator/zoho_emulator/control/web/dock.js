// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The tabs below: how full the limits are; faults, held requests and quirks.
import { $, element, plural, reconcile, span } from "./dom.js";

const WARN = 0.8;

function meter(label, note, used, limit, locked) {
  const share = Math.min(1, used / limit);
  const text = locked ? `${note}: locked, opens in ${span(locked)}` : `${used} of ${limit}${note ? `, ${note}` : ""}`;
  const fill = element("i", {});
  fill.style.width = `${locked ? 100 : share * 100}%`;
  return element("div", { class: `meter ${locked ? "bad" : share >= WARN ? "warn" : ""}` },
    element("p", {}, element("span", { class: "name" }, label), element("span", { class: locked ? "bad" : "soft" }, locked ? `locked, opens in ${span(locked)}` : `${used} of ${limit}`)),
    element("div", { class: "track", role: "meter", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": limit, "aria-valuenow": Math.min(used, limit),
      "aria-valuetext": text }, fill));
}

const group = (id, title, note, content) => element("section", { class: "group", "aria-labelledby": id },
  element("h3", { id }, title), note ? element("p", { class: "soft" }, note) : null, element("div", { class: "meters" }, content));

const more = number => number ? element("p", { class: "soft" }, `And ${number.toLocaleString("en")} more.`) : null;
const none = text => element("p", { class: "soft" }, text);

export function drawLimits(meters) {
  const { refresh_tokens: refresh, tokens, quotas } = meters;
  reconcile($("limits"), [
    ["refresh", refresh, () => group("refresh-title", "Refresh tokens", "Per client and user. A new one beyond the limit deletes the oldest.",
      refresh.length ? refresh.map(row => meter(`${row.client} · ${row.user}`, "refresh tokens", row.held, row.limit, 0))
        : none("No refresh token yet. One is made when somebody consents and a code is exchanged."))],
    ["access", tokens.map(row => [row.name, row.client, row.user, row.active, row.active_limit]), () => group("access-title", "Active access tokens",
      "Per refresh token. A new one beyond the limit ends the oldest.",
      tokens.length ? [...tokens.map(row => meter(`${row.name} · ${row.client} · ${row.user}`, "active access tokens", row.active, row.active_limit, 0)), more(meters.more_tokens)]
        : none("No access token yet."))],
    ["windows", tokens.map(row => [row.name, row.user, row.requests, row.requests_limit, row.blocked]), () => group("windows-title", "Token requests in ten minutes",
      "Per refresh token and per client; the fuller of the two. Beyond the limit Zoho Accounts answers none of them for a while.",
      tokens.length ? [...tokens.map(row => meter(`${row.name} · ${row.user}`, "token requests", row.requests, row.requests_limit, row.blocked)), more(meters.more_tokens)]
        : none("No token request yet."))],
    ["quotas", [quotas, meters.limits], () => group("quotas-title", "Calls to Cliq in a minute",
      meters.limits ? "Per user and endpoint. The call beyond the limit locks the endpoint for some minutes." : "Call limits are switched off (--limits off).",
      quotas.length ? [...quotas.map(row => meter(`${row.endpoint} · ${row.user}`, "calls", row.used, row.limit, row.locked)), more(meters.more_quotas)]
        : none(meters.limits ? "No call in the last minute." : "Without limits there is nothing to measure."))],
  ]);
}

const asText = value => typeof value === "object" && value !== null ? Object.entries(value).map(([key, one]) => `${key} ${one}`).join(", ") || "every request" : String(value);

export function drawFaults(settings) {
  const { faults, held, quirks } = settings;
  const changed = quirks.filter(quirk => quirk.value !== quirk.default);
  reconcile($("faults"), [
    ["faults", faults, () => group("faults-title", `Faults and stories (${faults.length})`, "The first that fits a request is used. A story goes from step to step.",
      faults.length ? faults.map(fault => fault.steps ? story(fault) : single(fault)) : none("None. POST /_emulator/faults makes the next requests go wrong."))],
    ["held", held, () => group("held-title", `Held requests (${held.length})`, "They stand still until they are released.",
      held.length ? held.map(one => element("div", { class: "item" }, element("p", {}, element("b", {}, `${one.method} ${one.path}`)),
        element("p", { class: "soft" }, `number ${one.number}, ${one.at} ${one.point ? `${one.point} (${one.name})` : "the work"}`))) : none("None. A fault 'hold' holds a request."))],
    ["changed", changed, () => group("changed-title", `Quirks in use (${changed.length})`, "Other variants of what Zoho may do.",
      changed.length ? changed.map(quirk) : none("None: everything answers as the documents describe it best."))],
    ["quirks", quirks, () => element("details", { class: "group" }, element("summary", {}, `All ${quirks.length} quirks`), element("div", { class: "meters" }, quirks.map(quirk)))],
  ]);
}

const howOften = fault => fault.left === null ? "until deleted" : plural(fault.left, "time");
const when = fault => fault.before ? `before ${fault.before}` : fault.after ? `after ${fault.after}` : asText(fault.match);

const single = fault => element("div", { class: "item" },
  element("p", {}, element("b", {}, fault.do), " ", element("span", { class: "tag pending" }, howOften(fault))),
  element("p", { class: "soft" }, when(fault)));

const story = one => element("div", { class: "item" },
  element("p", {}, element("b", {}, one.story), " ", one.done ? element("span", { class: "tag" }, "over")
    : element("span", { class: "tag pending" }, `step ${one.steps.findIndex(step => step.state === "now") + 1} of ${one.steps.length}`)),
  one.steps.filter(step => step.state === "now").map(step => element("p", { class: "soft" }, `${when(step)}: ${step.do}, ${howOften(step)}`)));

const quirk = one => element("div", { class: "item" },
  element("p", {}, element("b", {}, one.name), " ", element("code", {}, String(one.value)), one.value === one.default ? null : element("span", { class: "soft" }, ` default ${one.default}`)),
  element("p", { class: "soft" }, one.description));

// Tabs as everybody knows them: the arrow keys go from one to the next.
export function tabs(recall, remember) {
  const all = [...document.querySelectorAll("[role=tab]")];
  const body = $("dock-body");
  const choose = (tab, focus) => {
    for (const one of all) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      $(one.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (focus) tab.focus();
    fold(false);
    remember("tab", tab.id);
  };
  const fold = folded => {
    body.hidden = folded;
    $("dock").classList.toggle("folded", folded);
    $("fold").textContent = folded ? "Show" : "Hide";
    $("fold").setAttribute("aria-expanded", String(!folded));
  };
  for (const tab of all) {
    tab.addEventListener("click", () => choose(tab, false));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const edge = { Home: 0, End: all.length - 1 }[event.key];
      if (step === undefined && edge === undefined) return;
      event.preventDefault();
      choose(all[edge ?? (all.indexOf(tab) + step + all.length) % all.length], true);
    });
  }
  $("fold").addEventListener("click", () => fold(!body.hidden));
  const last = all.find(tab => tab.id === recall("tab"));
  if (last) choose(last, false);
}
