// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The tabs below: the log of requests.
import { $, element, plural, reconcile } from "./dom.js";

const KEPT = 2000;
const SHOWN = 250;
const SIDES = { cliq: "Cliq", accounts: "Accounts", console: "API console" };

const bad = entry => entry.status >= 400 || Boolean(entry.error) || Boolean(entry.fault);

export class Log {
  constructor() {
    this.entries = [];
    for (const id of ["log-side", "log-method", "log-path", "log-errors"]) $(id).addEventListener("input", () => this.draw());
  }

  // Whether something came.
  update(news) {
    if (news.all) this.entries = [];
    this.entries = [...[...news.entries].reverse(), ...this.entries].slice(0, KEPT);
    this.number = news.number;
    return news.all || news.entries.length > 0;
  }

  fits(entry) {
    const [side, method, path] = [$("log-side").value, $("log-method").value, $("log-path").value.trim().toLowerCase()];
    return (!side || entry.side === side) && (!path || entry.path.toLowerCase().includes(path)) && (!$("log-errors").checked || bad(entry)) &&
      (!method || entry.method === method || (method === "writing" && entry.method !== "GET"));
  }

  draw() {
    const fitting = this.entries.filter(entry => this.fits(entry));
    const shown = fitting.slice(0, SHOWN);
    const box = $("log-scroll");
    // Whoever has scrolled down reads on, although lines are added above.
    const kept = box.scrollTop > 0 ? [...$("log").rows].find(row => row.offsetTop + row.offsetHeight > box.scrollTop) : null;
    const offset = kept ? kept.offsetTop - box.scrollTop : 0;
    reconcile($("log"), shown.map(entry => [entry.n, entry, () => this.row(entry)]));
    if (kept && kept.isConnected) box.scrollTop = kept.offsetTop - offset;
    $("log-empty").textContent = shown.length ? "" : this.entries.length
      ? "No request is like that. Choose other filters." : "No request yet. Whatever a playbook asks of Zoho is listed here.";
    const wrong = this.entries.filter(bad).length;
    $("log-note").textContent = this.entries.length ? `${shown.length.toLocaleString("en")} shown of the latest ${this.entries.length.toLocaleString("en")}, ` +
      `${this.number.toLocaleString("en")} in all · ${plural(wrong, "error or fault", "errors or faults")}` : "";
  }

  row(entry) {
    const kind = entry.fault ? "warn" : bad(entry) ? "bad" : "ok";
    const outcome = [entry.grant_type, entry.error].filter(Boolean).join(" · ");
    return element("tr", { class: entry.fault ? "faulty" : null }, element("td", { class: "number" }, String(entry.n)),
      element("td", {}, element("time", { datetime: entry.time, title: entry.time }, entry.time.slice(11, 19))),
      element("td", {}, entry.data_center), element("td", {}, SIDES[entry.side] || entry.side),
      element("td", { class: "path" }, element("b", {}, entry.method), " ", entry.path), element("td", {}, entry.user || ""),
      element("td", { class: `number ${kind}` }, String(entry.status)),
      element("td", { class: kind }, entry.fault ? element("span", { class: "tag pending" }, `fault: ${entry.fault}`) : null,
        entry.fault && outcome ? " " : null, outcome || (entry.fault ? null : bad(entry) ? "refused" : "fine")));
  }
}
