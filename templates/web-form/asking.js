// Which questions are asked and answered: the tests that came with the page, worked out over the cells.
"use strict";

/** @type {Map<string, boolean>} */
const askedNow = new Map();
/** @type {Map<string, boolean>} */
const answeredNow = new Map();
/** @type {Map<string, RegExp>} */
const patterns = new Map();

/**
 * Return a pattern that came with the page.
 * @param {string} text
 */
function pattern(text) {
  const found = patterns.get(text) || new RegExp(text, "u");
  patterns.set(text, found);
  return found;
}

/**
 * Tell whether a text has a form: of a number, a year or a day.
 * @param {string} text
 * @param {string} name
 */
function fits(text, name) {
  const form = known.forms[name];
  const plain = text.trim();
  if (!pattern(form.fits).test(plain)) return false;
  return !form.day || isDay(plain);
}

/**
 * Tell whether a day exists.
 * @param {string} text
 */
function isDay(text) {
  const plain = text.replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));
  const day = new Date(`${plain}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === plain;
}

/**
 * Return the value of a digit of any script: those of a script stand together in Unicode, from 0 to 9.
 * @param {string} digit
 */
function valueOf(digit) {
  const code = digit.codePointAt(0) || 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return code < 58 ? code - 48 : value;
}

/**
 * Tell whether a question was changed since the page was made.
 * @param {string} item
 */
function isChanged(item) {
  for (const key of keys(item)) {
    const before = known.lines[key] || [];
    if ((cells.get(key) || []).some((text, place) => text.trim() !== (before[place] || "").trim())) return true;
  }
  return false;
}

/**
 * Tell whether a test holds.
 * @param {Test} test
 * @returns {boolean}
 */
function holds(test) {
  const [name, ...rest] = test;
  switch (name) {
    case "all":
      return rest.every(holds);
    case "any":
      return rest.some(holds);
    case "not":
      return !holds(rest[0]);
    case "is":
      return rest[1].includes(cell(rest[0]));
    case "given":
      return cell(rest[0]).trim() !== "";
    case "fits":
      return fits(cell(rest[0]), rest[1]);
    case "asked":
      return askedNow.get(rest[0]) || false;
    case "changed":
      return isChanged(rest[0]);
    default:
      throw new Error(`no test is called ${name}`);
  }
}

/** Work out anew what is asked and answered; a question hangs only on questions before it. */
function workOut() {
  for (const rules of rulesOf.values()) {
    askedNow.set(rules.id, holds(rules.asked));
    answeredNow.set(rules.id, holds(rules.answered));
  }
}

/**
 * Return the questions that are asked and not answered.
 * @returns {string[]}
 */
function openItems() {
  return known.items.map((one) => one.id).filter((id) => askedNow.get(id) && !answeredNow.get(id));
}
