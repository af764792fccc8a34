// Copyright (c) 2026 zoho.cliq contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-FileCopyrightText: 2026 zoho.cliq contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Nodes are made with text only: nothing that came from somebody is ever read as HTML.
export function element(name, attributes, ...content) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...content.flat().filter(part => part !== null && part !== undefined && part !== false));
  return node;
}

export const $ = id => document.getElementById(id);

// Bring the children of a node in line with a list of [key, value, build]. A child whose value is as it was stays the
// same node, and so does its focus, its selection and its place on the screen.
const drawn = new WeakMap();
export function reconcile(parent, items) {
  const before = drawn.get(parent) || new Map();
  const now = new Map();
  let next = parent.firstChild;
  for (const [key, value, build] of items) {
    const text = JSON.stringify(value);
    let entry = before.get(key);
    if (entry && entry.text !== text) {
      const node = build();
      if (entry.node === next) next = node;
      const focused = entry.node.contains(document.activeElement) ? place(entry.node, document.activeElement) : null;
      entry.node.replaceWith(node);
      if (focused) refocus(node, focused);
      entry = { text, node };
    } else if (!entry) {
      entry = { text, node: build() };
    }
    now.set(key, entry);
    if (entry.node === next) next = next.nextSibling;
    else parent.insertBefore(entry.node, next);
  }
  for (const [key, entry] of before) if (!now.has(key)) entry.node.remove();
  drawn.set(parent, now);
}

// A node that is made anew while it has the focus gives it to its likeness.
function place(root, node) {
  const path = [];
  while (node !== root) { path.unshift([...node.parentNode.children].indexOf(node)); node = node.parentNode; }
  return path;
}
function refocus(root, path) {
  let node = root;
  for (const index of path) node = node && node.children[index];
  if (node) node.focus({ preventScroll: true });
}

export const plural = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many || one + "s"}`;
export const hour = time => time.slice(11, 16);

export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest ? `${Math.floor(whole / 60)} min ${rest} s` : `${whole / 60} min`;
}

// What the browser remembers for its user. It may refuse to remember anything.
export function recall(name) {
  try { return localStorage.getItem(`zoho-emulator-${name}`); } catch { return null; }
}
export function remember(name, value) {
  try { localStorage.setItem(`zoho-emulator-${name}`, value); } catch { /* then it does not */ }
}
