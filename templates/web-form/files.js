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
  const head = {
    ...known.head,
    name: wellFormed(/** @type {HTMLInputElement} */ (element("institution")).value),
    person: wellFormed(/** @type {HTMLInputElement} */ (element("person")).value),
  };
  const saved = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const whole = { format: known.head.format, saved, head, asked: known.asked, before: known.before, lines: found };
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
  unsaved = false;
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
  const other = ["questionnaire", "state", "cycle"].find((one) => head[one] !== known.head[one]);
  if (other) {
    tell(said("other", { name: file.name, given: String(head[other]), mine: known.head[other] }));
    return;
  }
  const strange = putLines(given.lines);
  for (const [id, text] of [["institution", head.name], ["person", head.person]]) {
    if (typeof text === "string" && text) /** @type {HTMLInputElement} */ (element(id)).value = text;
  }
  keepHead();
  const left = strange.slice(0, 5).join(", ") + (strange.length > 5 ? ", …" : "");
  tell(said(strange.length ? "opened-in-part" : "opened", { name: file.name, left }));
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
