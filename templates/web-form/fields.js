// The fields of the page and the cells behind them: what is typed goes into the cells, and the cells show in the fields.
"use strict";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * The fields of each line of the form, by its key.
 * @type {Map<string, HTMLElement[]>}
 */
const fieldsOf = new Map();

/**
 * The fields of the questions, as the page came with them: those that are not made yet, by question.
 * @type {Record<string, string>}
 */
const unmade = JSON.parse(element("fields").textContent || "{}");

/**
 * Make the fields of a question, if that was not done yet, and show in them what stands in the cells.
 * @param {string} item
 */
function make(item) {
  const article = document.getElementById(item);
  const rules = rulesOf.get(item);
  if (!article || !rules || !Object.hasOwn(unmade, item)) return;
  // It is the page's own text; what people wrote comes into the fields as their values.
  article.insertAdjacentHTML("beforeend", unmade[item]);
  delete unmade[item];
  noteFields(article);
  for (const key of keys(item)) show(key);
  showFields(rules);
}

/** Make the fields of all questions. */
function makeAll() {
  for (const item of Object.keys(unmade)) make(item);
}

/** Make fields where somebody comes near, and the others when nothing else is to be done. */
function makeNear() {
  const watch = new IntersectionObserver(
    (seen) => {
      for (const one of seen) if (one.isIntersecting) make(one.target.id);
    },
    { rootMargin: "1500px" },
  );
  for (const item of Object.keys(unmade)) watch.observe(/** @type {Element} */ (document.getElementById(item)));
  const goOn = () => {
    for (const item of Object.keys(unmade).slice(0, AT_ONCE)) make(item);
    if (Object.keys(unmade).length) later(goOn);
    else watch.disconnect();
  };
  later(goOn);
}

/** Questions of which the fields are made at a time. */
const AT_ONCE = 5;

/**
 * Do something when the browser has nothing else to do.
 * @param {() => void} deed
 */
function later(deed) {
  if ("requestIdleCallback" in window) window.requestIdleCallback(deed);
  else setTimeout(deed, 20);
}

/**
 * Note which fields there are within a part of the page.
 * @param {ParentNode} within
 */
function noteFields(within) {
  for (const group of all("[data-choice]", within)) {
    if (group.dataset.meanings) {
      const offered = /** @type {HTMLTemplateElement} */ (element(`choices-${group.dataset.meanings}`));
      group.append(offered.content.cloneNode(true));
    }
    // Which question it is that is answered here.
    group.setAttribute("aria-describedby", `q-${itemOf(group.dataset.choice || "")}`);
    const legend = /** @type {HTMLElement} */ (group.querySelector("legend"));
    /** @type {HTMLElement} */ (group.querySelector("button span")).textContent = ` ${legend.textContent}`;
    for (const one of all("input", group)) {
      /** @type {HTMLInputElement} */ (one).name = one.dataset.key = group.dataset.choice || "";
    }
  }
  for (const one of all("[data-key]", within)) {
    const key = one.dataset.key || "";
    fieldsOf.set(key, [...(fieldsOf.get(key) || []), one]);
  }
}

/**
 * Return the cell behind a field: the key of its line, and its place there.
 * @param {HTMLElement} field
 */
function behind(field) {
  return { key: field.dataset.key || "", place: Number(field.dataset.place || 0) };
}

/**
 * Tell whether a field is ticked rather than written in.
 * @param {HTMLElement} field
 * @returns {field is HTMLInputElement}
 */
function isTick(field) {
  return field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");
}

/**
 * Take over what somebody did in a field.
 * @param {Event} event
 */
function take(event) {
  const field = /** @type {Field} */ (event.target);
  if (!field.dataset || !field.dataset.key) return;
  const { key, place } = behind(field);
  const typed = event.type === "input" && !isTick(field) && !(field instanceof HTMLSelectElement);
  if (isTick(field) && field.dataset.several) {
    const group = (fieldsOf.get(key) || []).filter((one) => behind(one).place === place);
    const chosen = group.filter((one) => isTick(one) && one.checked).map((one) => /** @type {Field} */ (one).value);
    change([{ key, place, text: chosen.join(known.separator) }]);
  } else if (isTick(field)) {
    change([{ key, place, text: field.checked ? field.value : "" }]);
  } else {
    change([{ key, place, text: field.value }], typed);
    // A day of which a part is typed is none, and leaves its cell empty.
    mark(field);
  }
}

/**
 * Let no text in that is longer than any text may be: a browser would stand still over it for minutes.
 * @param {InputEvent} event
 */
function spare(event) {
  const given = event.data || (event.dataTransfer ? event.dataTransfer.getData("text/plain") : "");
  if (given.length <= known.limit || [...given].length <= known.limit) return;
  event.preventDefault();
  tell(said("much", { count: [...given].length, most: known.limit }));
}

/**
 * Write a number as it is kept, where somebody wrote it in another way that means but one thing.
 * @param {Event} event
 */
function tidy(event) {
  const field = /** @type {Field} */ (event.target);
  const form = known.forms[(field.dataset && field.dataset.form) || ""];
  if (!form) return;
  let text = field.value.trim();
  for (const one of form.taken) {
    if (pattern(one.when).test(text)) text = text.replace(new RegExp(one.replace, "gu"), one.by);
  }
  if (text !== field.value) {
    const { key, place } = behind(field);
    change([{ key, place, text }], true);
    field.value = text;
  }
}

/**
 * Show in the fields of a line what stands in its cells; the field in which somebody types stays as it is.
 * @param {string} key
 */
function show(key) {
  const [item, field, number] = key.split("/");
  if (number && field in known.entries) showEntry(`${item}/${field}`, Number(number));
  const fields = fieldsOf.get(key) || [];
  for (const one of fields) {
    const text = cell(key, behind(one).place);
    if (isTick(one)) {
      one.checked = one.dataset.several ? text.split(known.separator).includes(one.value) : text === one.value;
    } else if (/** @type {Field} */ (one).value !== text) {
      fill(/** @type {Field} */ (one), text);
    }
    mark(one);
  }
  const group = fields[0] && fields[0].closest("[data-choice]");
  if (group instanceof HTMLElement) showMeaning(group);
}

/**
 * Write a text into a field; one that a field for days cannot show makes it a field for texts.
 * @param {Field} field
 * @param {string} text
 */
function fill(field, text) {
  field.value = text;
  if (field instanceof HTMLInputElement && field.type === "date" && text && !field.value) {
    field.type = "text";
    field.value = text;
  }
}

/**
 * Say below a field what is wrong with what stands in it; nothing, if nothing is.
 * @param {HTMLElement} field
 */
function mark(field) {
  const told = isTick(field) ? "" : fault(/** @type {Field} */ (field));
  const hint = document.getElementById(`hint-${field.id}`);
  if (!hint) return;
  put(hint, told);
  hint.hidden = !told;
  if (told) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/**
 * Return what is wrong with what stands in a field.
 * @param {Field} field
 */
function fault(field) {
  const { key, place } = behind(field);
  const text = key ? cell(key, place) : field.value;
  if (text.length > known.limit && [...text].length > known.limit) {
    return said("long", { count: [...text].length, most: known.limit });
  }
  const form = field.dataset.form || "";
  if (field instanceof HTMLInputElement && field.validity.badInput) return known.forms.date.hint;
  if (!form || !text.trim()) return "";
  const { doubt, doubted, hint } = known.forms[form];
  if (!fits(text, form)) return hint;
  // What was there when the page was made was meant so.
  const made = (known.lines[key] || [])[place];
  return doubt && text !== made && pattern(doubt).test(text.trim()) ? doubted : "";
}

/**
 * Say what the answer means that is chosen, or that the cursor is on.
 * @param {HTMLElement} group
 */
function showMeaning(group) {
  const key = group.dataset.choice || "";
  const meanings = known.meanings[group.dataset.meanings || ""] || {};
  const told = group.querySelector(".meaning");
  if (told) put(told, meanings[cell(key)] || "");
  const clear = group.querySelector("button");
  if (clear) clear.hidden = !cell(key);
}

/**
 * Return the place on the page of a list of entries.
 * @param {string} list
 */
function listOf(list) {
  return document.querySelector(`[data-list="${CSS.escape(list)}"]`);
}

/**
 * Return the numbers of the entries of a list that are on the page.
 * @param {Element} place
 */
function numbersIn(place) {
  return all("[data-entry]", place).map((one) => Number(one.dataset.entry));
}

/**
 * Show an entry of a list, if anything stands in it, or it is to be begun.
 * @param {string} list
 * @param {number} number
 * @param {boolean} begin
 */
function showEntry(list, number, begin = false) {
  const place = listOf(list);
  if (!place) return;
  const there = place.querySelector(`[data-entry="${number}"]`);
  const key = `${list}/${number}`;
  const holdsSomething = (cells.get(key) || []).some((text) => text.trim());
  if (there || !(holdsSomething || begin)) return;
  const field = list.slice(list.indexOf("/") + 1);
  const template = /** @type {HTMLTemplateElement} */ (element(`entry-${field}`));
  const made = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  made.dataset.entry = String(number);
  for (const legend of all("legend [data-number]", made)) legend.textContent = String(number);
  for (const one of all("[data-part]", made)) {
    const at = known.entries[field].indexOf(one.dataset.part || "");
    one.id = `${key}/${at}`;
    one.dataset.key = key;
    one.dataset.place = String(at);
    if (isTick(one)) one.id += `/${one.value}`;
    const hint = one.parentElement?.querySelector(".hint");
    if (hint) hint.id = `hint-${one.id}`;
    if (hint) one.setAttribute("aria-describedby", hint.id);
    const label = one.parentElement?.querySelector("label");
    if (label && !isTick(one)) label.setAttribute("for", one.id);
  }
  const after = all("[data-entry]", place).find((one) => Number(one.dataset.entry) > number);
  const entries = /** @type {HTMLElement} */ (place.querySelector(".entries"));
  entries.insertBefore(made, after || null);
  noteFields(made);
}

/**
 * Begin a new entry of a list, and go to it.
 * @param {HTMLElement} button
 */
function add(button) {
  const place = /** @type {HTMLElement} */ (button.closest("[data-list]"));
  const list = place.dataset.list || "";
  const used = keys(itemOf(list)).filter((key) => key.startsWith(`${list}/`)).map((key) => Number(key.split("/")[2]));
  const number = Math.max(0, ...used, ...numbersIn(place)) + 1;
  if (numbersIn(place).length >= known.most) {
    tell(said("most", { most: known.most }));
    return;
  }
  showEntry(list, number, true);
  const made = /** @type {HTMLElement} */ (place.querySelector(`[data-entry="${number}"]`));
  if (place.dataset.domain) change([{ key: `${list}/${number}`, place: 0, text: place.dataset.domain }]);
  /** @type {HTMLElement} */ (made.querySelector("input, select, textarea")).focus();
}

/**
 * Empty an entry and take it off the page; it can be undone.
 * @param {HTMLElement} button
 */
function remove(button) {
  const place = /** @type {HTMLElement} */ (button.closest("[data-list]"));
  const entry = /** @type {HTMLElement} */ (button.closest("[data-entry]"));
  const key = `${place.dataset.list}/${entry.dataset.entry}`;
  const texts = cells.get(key) || [];
  change(texts.map((_text, at) => ({ key, place: at, text: "" })));
  entry.remove();
  fieldsOf.delete(key);
  /** @type {HTMLElement} */ (place.querySelector("[data-add]")).focus();
}

/**
 * Show which fields the answers to a question open, what the one for reasons is called, and the sums of its parts.
 * @param {Rules} rules
 */
function showFields(rules) {
  const article = document.getElementById(rules.id);
  if (!article) return;
  for (const [field, test] of Object.entries(rules.shown)) {
    const holder = /** @type {HTMLElement | null} */ (article.querySelector(`[data-field="${field}"]`));
    const wanted = holds(test) || isFilled(`${rules.id}/${field}`);
    if (holder) holder.hidden = !wanted && !holder.contains(document.activeElement);
  }
  const named = rules.reasons.find(([test]) => holds(test));
  const label = article.querySelector('[data-field="reason"] > label');
  if (named && label) put(label, named[1]);
  for (const group of all("[data-whole]", article)) showSum(group);
}

/**
 * Tell whether anything stands in a field, or in an entry of it.
 * @param {string} key
 */
function isFilled(key) {
  const within = keys(itemOf(key)).filter((one) => one === key || one.startsWith(`${key}/`));
  return within.some((one) => (cells.get(one) || []).some((text) => text.trim()));
}

/**
 * Show the sum of the parts of a number, and say if it is more than the whole.
 * @param {HTMLElement} group
 */
function showSum(group) {
  const form = group.dataset.form || "";
  const texts = all("input", group).map((one) => cell(one.dataset.key || ""));
  const numbers = texts.filter((text) => text.trim() && fits(text, form)).map(millionths);
  const sum = numbers.reduce((one, other) => one + other, 0n);
  const whole = cell(group.dataset.whole || "");
  const more = whole.trim() && fits(whole, form) && sum > millionths(whole);
  const told = group.querySelector("output");
  if (!told) return;
  const spelt = `${sum / 1000000n}.${String(sum % 1000000n).padStart(6, "0")}`.replace(/\.?0+$/, "");
  told.textContent = numbers.length ? said("sum", { number: spelt }) : "";
  if (more) told.textContent += ` ⚠ ${said("more", { number: whole.trim() })}`;
}

/**
 * Return a number in millionths, exactly.
 * @param {string} text
 */
function millionths(text) {
  const plain = text.trim().replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));
  const [whole, decimals = ""] = plain.split(".");
  return BigInt(whole + decimals.padEnd(6, "0"));
}
