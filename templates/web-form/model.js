// What the form holds: a cell for each thing that can be written, and every change with a way back.
"use strict";

/**
 * A test over the cells, as `checklist/exchange/webform.py` writes it.
 * @typedef {[string, ...any[]]} Test
 *
 * @typedef {object} Shared What hangs on the cells of a question, the same for many; `~` stands for the question.
 * @property {Test} answered When it is answered.
 * @property {Record<string, Test>} shown When a field of it is shown.
 * @property {Record<string, string[]>} excludes Which cells are emptied where one is filled.
 * @property {Record<string, number>} places How many cells each line has; of a list, each of its entries.
 * @property {[Test, string][]} reasons What the field for reasons is called: by the first test that holds.
 *
 * @typedef {object} Question
 * @property {string} id
 * @property {Test} asked When it is asked.
 * @property {number} alike Which of the shared tests are its own.
 *
 * @typedef {Question & Shared} Rules
 *
 * @typedef {object} ValueForm What a number, a year or a day looks like.
 * @property {string} fits
 * @property {string} hint
 * @property { {when: string, replace: string, by: string}[]} taken
 * @property {boolean} day
 * @property {string} doubt What may be another number in the country where it was written.
 * @property {string} doubted What is said of it.
 *
 * @typedef {object} Known What the page was made with.
 * @property {Record<string, string>} head
 * @property {Record<string, string>} asked
 * @property {Record<string, string>} before
 * @property {Record<string, string[]>} lines
 * @property {string} made
 * @property {string} name
 * @property {string} suffix
 * @property {string} separator Between several things chosen in one cell.
 * @property {string} language
 * @property {number} limit
 * @property {number} most
 * @property {Record<string, ValueForm>} forms
 * @property {Record<string, string[]>} entries
 * @property {Question[]} items
 * @property {Shared[]} alike
 * @property {Record<string, Record<string, string>>} meanings
 * @property {Record<string, string>} words
 *
 * @typedef { {key: string, place: number, before: string}} Change
 */

/** @type {Known} */
const known = JSON.parse(element("known").textContent || "{}");

/** The cells that hold something, or did when the page was made: of each line, its texts in their order. */
const cells = new Map(Object.entries(known.lines).map(([key, texts]) => [key, [...texts]]));

/**
 * The tests of each question, in the order of the questions.
 * @type {Map<string, Rules>}
 */
const rulesOf = new Map();
for (const one of known.items) {
  const own = JSON.stringify(known.alike[one.alike]).replaceAll('"~', `"${one.id}`);
  rulesOf.set(one.id, { ...one, ...JSON.parse(own) });
}

/**
 * The keys of the cells of each question.
 * @type {Map<string, Set<string>>}
 */
const keysOf = new Map();
for (const key of cells.keys()) note(key);

/**
 * The steps that can be undone, the last at the end.
 * @type {Change[][]}
 */
const steps = [];
/**
 * The steps that were undone.
 * @type {Change[][]}
 */
const undone = [];

/** @type {((key: string) => void)[]} */
const watchers = [];

/**
 * Return the element of the page that has an id.
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`nothing is called ${id}`);
  return found;
}

/**
 * Return the elements within another that a selector finds.
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]}
 */
function all(selector, within = document) {
  return Array.from(within.querySelectorAll(selector));
}

/**
 * Return words of the page with what is to be filled in.
 * @param {string} name
 * @param {Record<string, string | number>} filled
 */
function said(name, filled = {}) {
  return known.words[name].replace(/\{(\w+)\}/g, (whole, field) => (field in filled ? String(filled[field]) : whole));
}

/**
 * Return what stands in a cell.
 * @param {string} key
 * @param {number} place
 */
function cell(key, place = 0) {
  return (cells.get(key) || [])[place] || "";
}

/**
 * Return the question to which a key belongs.
 * @param {string} key
 */
function itemOf(key) {
  return key.slice(0, key.indexOf("/"));
}

/**
 * Note to which question a cell belongs.
 * @param {string} key
 */
function note(key) {
  const keys = keysOf.get(itemOf(key)) || new Set();
  keysOf.set(itemOf(key), keys.add(key));
}

/**
 * Return the keys of the cells of a question that hold something, or did.
 * @param {string} item
 */
function keys(item) {
  return [...(keysOf.get(item) || [])];
}

/**
 * Write into a cell, and tell whoever watches.
 * @param {string} key
 * @param {number} place
 * @param {string} text
 */
function write(key, place, text) {
  const texts = [...(cells.get(key) || [])];
  while (texts.length < place) texts.push("");
  texts[place] = text;
  cells.set(key, texts);
  note(key);
  for (const watch of watchers) watch(key);
}

/**
 * Write into cells as one step that can be undone; what must not stand beside them is emptied in the same step.
 * @param { {key: string, place: number, text: string}[]} changes
 * @param {boolean} goesOn Whether this goes on with what the last step began, as typing does.
 */
function change(changes, goesOn = false) {
  /** @type {Change[]} */
  const step = [];
  for (const { key, place, text } of changes) {
    const others = (text.trim() && rulesOf.get(itemOf(key))?.excludes[key]) || [];
    for (const other of others) {
      if (cell(other)) {
        step.push({ key: other, place: 0, before: cell(other) });
        write(other, 0, "");
      }
    }
    if (cell(key, place) !== text) {
      step.push({ key, place, before: cell(key, place) });
      write(key, place, text);
    }
  }
  if (step.some((one) => !changes.some(({ key }) => key === one.key))) tell(said("emptied", { item: itemOf(step[0].key) }));
  const last = steps[steps.length - 1];
  const [one] = step;
  const same = one && last && last.length === 1 && last[0].key === one.key && last[0].place === one.place;
  if (step.length && !(goesOn && same && step.length === 1)) steps.push(step);
  if (step.length) undone.length = 0;
}

/**
 * Take the last step back; return the key of a cell that it had changed, if there was a step.
 * @returns {string}
 */
function undo() {
  return turn(steps, undone);
}

/**
 * Take the last step forth again that was taken back; return the key of a cell that it changes, if there is one.
 * @returns {string}
 */
function redo() {
  return turn(undone, steps);
}

/**
 * Turn the last of some steps round, and put it among others.
 * @param {Change[][]} from
 * @param {Change[][]} to
 */
function turn(from, to) {
  const step = from.pop();
  if (!step) return "";
  const other = step.map(({ key, place }) => ({ key, place, before: cell(key, place) }));
  for (const { key, place, before } of [...step].reverse()) write(key, place, before);
  to.push(other);
  return step[step.length - 1].key;
}

/**
 * Return the lines of the form: what stands in them, and those that were emptied.
 * @param {string} item Only those of a question, if one is named.
 * @returns {Record<string, string[]>}
 */
function lines(item = "") {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const key of item ? keys(item) : cells.keys()) {
    const texts = cells.get(key) || [];
    if (texts.some((text) => text.trim()) || key in known.lines) found[key] = texts;
  }
  return found;
}
