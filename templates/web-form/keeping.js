// What is written is kept in the browser at once, question by question, and is there again at the next opening.
"use strict";

/** A text that is longer is not shown: a browser would stand still over it for minutes. */
const MOST_SIGNS = 10 * known.limit;
const SPACE = `checklist/form/${known.made}/`;

/**
 * Questions of which the browser has not kept how they are now.
 * @type {Set<string>}
 */
const lost = new Set();

/**
 * Keep the lines of a question as they are now, and of those that could not be kept before.
 * @param {string} item
 */
function keep(item) {
  const before = lost.size;
  for (const one of new Set([item, ...lost])) {
    try {
      window.localStorage.setItem(SPACE + one, one === WHO ? who() : JSON.stringify(lines(one)));
      window.localStorage.setItem(`${SPACE}at`, new Date().toISOString());
      lost.delete(one);
    } catch {
      // Pages opened from within a mail, or no more room.
      lost.add(one);
    }
  }
  put(element("kept"), said(lost.size ? "lost" : "kept"));
  element("kept").classList.toggle("alert", lost.size > 0);
  if (lost.size && !before) tell(said("lost"));
}

/** Under what is kept who answers; no question is called so. */
const WHO = "~who";

/** Return who answers, as it is kept. */
function who() {
  const fields = ["institution", "person"].map((id) => /** @type {HTMLInputElement} */ (element(id)));
  return JSON.stringify(fields.map((one) => one.value));
}

/**
 * Take over what another window has written that shows the same form.
 * @param {StorageEvent} event
 */
function follow(event) {
  const item = event.key && event.key.startsWith(SPACE) ? event.key.slice(SPACE.length) : "";
  if (!rulesOf.has(item) || !event.newValue) return;
  follows.add(item);
  putLines(parsed(event.newValue));
}

/**
 * Questions that change because another window has changed them, and has kept them.
 * @type {Set<string>}
 */
const follows = new Set();

/**
 * Bring back what was kept; return when it was written last, or nothing.
 * @returns {string}
 */
function bringBack() {
  try {
    for (const key of kept()) {
      const text = window.localStorage.getItem(key) || "{}";
      if (rulesOf.has(key.slice(SPACE.length))) putLines(JSON.parse(text));
    }
    return window.localStorage.getItem(`${SPACE}at`) || "";
  } catch {
    return "";
  }
}

/** Return the names under which the browser keeps something of this form. */
function kept() {
  const names = Array.from({ length: window.localStorage.length }, (_one, at) => window.localStorage.key(at) || "");
  return names.filter((name) => name.startsWith(SPACE));
}

/** Take everything of this form out of the browser. */
function forget() {
  try {
    for (const name of kept()) window.localStorage.removeItem(name);
  } catch {
    // Nothing can be kept, so nothing is.
  }
}

/**
 * Write lines into the cells, those alone that belong to the form; return the keys of the others.
 * @param {unknown} given
 * @param {boolean} whole Whether these are all: what stands in others is as the page was made then.
 * @returns {string[]}
 */
function putLines(given, whole = false) {
  /** @type {string[]} */
  const strange = [];
  /** @type { {key: string, place: number, text: string}[]} */
  const changes = [];
  for (const [key, texts] of Object.entries(given && typeof given === "object" ? given : {})) {
    const sound = Array.isArray(texts) && texts.every((text) => typeof text === "string" && text.length < MOST_SIGNS);
    const places = sound ? placesOf(key) : 0;
    if (!places || texts.length > places) strange.push(key);
    else for (let place = 0; place < places; place += 1) changes.push({ key, place, text: texts[place] || "" });
  }
  for (const key of whole ? [...cells.keys()] : []) {
    if (given && typeof given === "object" && key in given) continue;
    const made = known.lines[key] || [];
    (cells.get(key) || []).forEach((_text, place) => changes.push({ key, place, text: made[place] || "" }));
  }
  // A value and a reason for giving none may both stand in a file; what stands in it is shown as it is.
  const step = changes.filter(({ key, place, text }) => cell(key, place) !== text);
  const before = step.map(({ key, place }) => ({ key, place, before: cell(key, place) }));
  for (const { key, place, text } of step) write(key, place, text);
  if (before.length) {
    steps.push(before);
    undone.length = 0;
  }
  return strange;
}

/**
 * Return how many cells a line of the form has; none, if no line of it has that key.
 * @param {string} key
 */
function placesOf(key) {
  const [item, field, number, ...more] = key.split("/");
  const places = rulesOf.get(item)?.places || {};
  if (Object.hasOwn(places, key)) return isList(field) ? 0 : places[key];
  const entry = isList(field) && /^[1-9]\d{0,2}$/.test(number || "") && !more.length;
  return (entry && places[`${item}/${field}`]) || 0;
}

/**
 * Tell whether a field has a list of entries.
 * @param {string} field
 */
function isList(field) {
  return document.getElementById(`entry-${field}`) !== null;
}

/**
 * Return the first field of a line of the form.
 * @param {string} key
 */
function holder(key) {
  return (fieldsOf.get(key) || [])[0] || null;
}
