// Answers out to a file and back in. Nothing is sent anywhere: the browser writes the file to this computer.
"use strict";

const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Return the text of the file that is saved: JSON, in which no sign stands raw that an editor could take for a line end.
 * @returns {string}
 */
function written() {
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const [key, texts] of Object.entries(lines())) found[key] = texts.map(wellFormed);
  const name = wellFormed(/** @type {HTMLInputElement} */ (element("institution")).value).trim();
  const person = wellFormed(/** @type {HTMLInputElement} */ (element("person")).value).trim();
  // Who bears another name is another institution: its id is found by its name.
  const institution = name === known.head.name ? known.head.institution : "";
  const head = { ...known.head, institution, name, person };
  const saved = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const { asked, before, lines: made } = known;
  const whole = { format: known.head.format, saved, head, asked, before, made, lines: found };
  return `${JSON.stringify(whole, null, 1).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped)}\n`;
}

/**
 * Return a sign as JSON spells it by its number.
 * @param {string} sign
 */
function escaped(sign) {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Return a text without halves of characters.
 * @param {string} text
 */
function wellFormed(text) {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** Whether what is said last is that the form was saved, as it is now. */
let isSaved = false;

/** Write the file, and say what to do with it. */
function save() {
  const name = known.name + known.suffix;
  const address = URL.createObjectURL(new Blob([written()], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers fetch the text of the file a moment later.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
  isSaved = true;
  tell(said("saved", { name }));
}

/**
 * Take back what a file says that this form, or an earlier edition of it, has saved.
 * @param {File} file
 */
async function openFile(file) {
  if (file.size > MOST_BYTES) {
    tell(said("large", { name: file.name }));
    return;
  }
  const given = parsed(await file.text());
  const head = given && typeof given === "object" ? given.head : null;
  if (!head || typeof head !== "object" || given.format !== known.head.format) {
    tell(said(given === undefined ? "broken" : "foreign", { name: file.name }));
    return;
  }
  const other = ["questionnaire", "version", "state", "cycle"].find((one) => head[one] !== known.head[one]);
  if (other) {
    tell(said("other", { name: file.name, given: String(head[other]), mine: known.head[other] }));
    return;
  }
  const strange = putLines(sinceMade(given), true);
  for (const [id, text] of [["institution", head.name], ["person", head.person]]) {
    const field = /** @type {HTMLInputElement} */ (element(id));
    if (typeof text === "string" && !field.value.trim()) field.value = text;
  }
  keepHead();
  const left = strange.slice(0, 5).join(", ") + (strange.length > 5 ? ", …" : "");
  tell(said(strange.length ? "opened-in-part" : "opened", { name: file.name, left }));
}

/**
 * Return the lines of a file that are to be put into this form: all, or, where it was saved by an earlier edition of the
 * form, beside those of this one those that somebody changed there.
 * @param {any} given
 * @returns {Record<string, unknown>}
 */
function sinceMade(given) {
  const lines = given.lines && typeof given.lines === "object" ? given.lines : {};
  const same = ["before", "asked"].every((one) => JSON.stringify(given[one]) === JSON.stringify(one === "before" ? known.before : known.asked));
  if (same) return lines;
  const made = given.made && typeof given.made === "object" ? given.made : {};
  const changed = Object.entries(lines).filter(([key, texts]) => JSON.stringify(texts) !== JSON.stringify(made[key]));
  return { ...known.lines, ...Object.fromEntries(changed) };
}

/**
 * Return what a text in JSON says; nothing, if it is none.
 * @param {string} text
 * @returns {any}
 */
function parsed(text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}
