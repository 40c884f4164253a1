// What is written is kept in the browser at once, question by question, and is there again at the next opening.
"use strict";

/** A text that is longer is not shown: a browser would stand still over it for minutes. */
const MOST_SIGNS = 10 * known.limit;
const SPACE = `checklist/form/${known.made}/`;

/** Whether the browser keeps what is written, as far as one knows. */
let keeps = true;
/** Whether anything was written that neither the browser nor a file holds. */
let unsaved = false;

/**
 * Keep the lines of a question, and of the page's head, as they are now.
 * @param {string} item
 */
function keep(item) {
  try {
    window.localStorage.setItem(SPACE + item, JSON.stringify(lines(item)));
    window.localStorage.setItem(`${SPACE}at`, new Date().toISOString());
    keeps = true;
  } catch {
    // Private windows, pages opened from within a mail, or no more room.
    keeps = false;
    unsaved = true;
  }
  put(element("kept"), said(keeps ? "kept" : "lost"));
  element("kept").classList.toggle("alert", !keeps);
}

/**
 * Bring back what was kept; return when it was written last, or nothing.
 * @returns {string}
 */
function bringBack() {
  try {
    for (const key of kept()) {
      const text = window.localStorage.getItem(key) || "{}";
      if (key !== `${SPACE}at`) putLines(JSON.parse(text));
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
 * @returns {string[]}
 */
function putLines(given) {
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
  // A value and a reason for giving none may both stand in a file; what stands in it is shown as it is.
  const step = changes.filter(({ key, place, text }) => cell(key, place) !== text);
  const before = step.map(({ key, place }) => ({ key, place, before: cell(key, place) }));
  for (const { key, place, text } of step) write(key, place, text);
  if (before.length) steps.push(before);
  return strange;
}

/**
 * Return how many cells a line of the form has; none, if no line of it has that key.
 * @param {string} key
 */
function placesOf(key) {
  const [item, field, number, ...more] = key.split("/");
  if (field in known.entries && (field === "considered" ? number === undefined : /^[1-9]\d{0,2}$/.test(number || ""))) {
    const there = field === "considered" ? holder(key) : listOf(`${item}/${field}`);
    return there && !more.length ? known.entries[field].length : 0;
  }
  return holder(key) ? 1 : 0;
}

/**
 * Return the first field of a line of the form.
 * @param {string} key
 */
function holder(key) {
  return (fieldsOf.get(key) || [])[0] || null;
}
