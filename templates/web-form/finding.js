// Finding questions: by words, by whether they are still open, and the next one.
"use strict";

/** @type {Map<string, string>} */
const texts = new Map();

/**
 * Return a text as it is looked for: capitals and accents do not matter.
 * @param {string} text
 */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/\s+/g, " ");
}

/** The questions that the filters let through when they were set last; those answered since stay where they are. */
let chosen = new Set(known.items.map((one) => one.id));

/** Let through what the filters ask for. */
function filter() {
  const wanted = folded(/** @type {HTMLInputElement} */ (element("search")).value.trim()).split(" ");
  const onlyOpen = /** @type {HTMLInputElement} */ (element("only-open")).checked;
  const open = new Set(openItems());
  chosen = new Set();
  for (const { id } of known.items) {
    const article = document.getElementById(id);
    if (!texts.has(id) && article) texts.set(id, folded(all(".head, h3, .guidance", article).map((one) => one.textContent).join(" ")));
    const text = texts.get(id) || "";
    if (wanted.every((word) => text.includes(word)) && (!onlyOpen || open.has(id))) chosen.add(id);
  }
  showItems();
  const seen = known.items.filter((one) => chosen.has(one.id) && askedNow.get(one.id)).length;
  element("found").textContent = wanted[0] || onlyOpen ? said("found", { count: seen }) : "";
}

/**
 * What shows how far a question is, and how it looked when that was shown last.
 * @typedef { {article: HTMLElement, state: HTMLElement, looked: string}} Place
 *
 * @typedef {object} Chapter
 * @property {HTMLElement} section
 * @property {string[]} items
 * @property {HTMLElement[]} counts Where it is said how many of its questions are answered.
 */

/** @type {Map<string, Place>} */
const places = new Map();
/** @type {Chapter[]} */
const chapters = [];

/** Note where on the page the questions and chapters are: to look for them with every key would take too long. */
function notePlaces() {
  for (const article of all("article")) {
    const state = /** @type {HTMLElement} */ (article.querySelector(".state"));
    places.set(article.id, { article, state, looked: "" });
  }
  for (const section of all("[data-chapter]")) {
    const items = all("article", section).map((one) => one.id);
    chapters.push({ section, items, counts: all(`[data-progress="${section.dataset.chapter}"]`) });
  }
}

/** Show the questions that are asked and let through, how far each is, and how far the whole is. */
function showItems() {
  for (const [id, place] of places) {
    const done = answeredNow.get(id) || false;
    const there = (askedNow.get(id) && chosen.has(id)) || false;
    const looks = `${done} ${there}`;
    if (looks === place.looked) continue;
    place.looked = looks;
    place.article.hidden = !there;
    place.article.classList.toggle("done", done);
    place.state.textContent = said(done ? "answered" : "open");
  }
  for (const { section, items, counts } of chapters) {
    const asked = items.filter((id) => askedNow.get(id));
    const told = said("part", { answered: asked.filter((id) => answeredNow.get(id)).length, asked: asked.length });
    section.hidden = !asked.some((id) => chosen.has(id));
    for (const place of counts) put(place, told);
  }
  const asked = known.items.filter((one) => askedNow.get(one.id));
  const answered = asked.filter((one) => answeredNow.get(one.id));
  const bar = /** @type {HTMLProgressElement} */ (element("progress"));
  bar.max = Math.max(asked.length, 1);
  bar.value = answered.length;
  put(element("progress-told"), said("progress", { answered: answered.length, asked: asked.length }));
}

/**
 * Say something in a place, if it does not stand there already.
 * @param {Element} place
 * @param {string} text
 */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/**
 * Go to a question, and let it through if the filters do not.
 * @param {string} id
 */
function goTo(id) {
  const article = document.getElementById(id);
  if (!article) return;
  if (article.hidden) {
    chosen.add(id);
    showItems();
  }
  make(id);
  here = id;
  article.scrollIntoView({ block: "start" });
  const fields = all("input, select, textarea", article).filter((one) => one.offsetParent);
  // Of buttons of which one is chosen, a key comes to that one.
  const group = fields[0] && fields[0].closest("[data-choice]");
  const field = (group && group.querySelector("input:checked")) || fields[0];
  /** @type {HTMLElement} */ (field || article).focus({ preventScroll: true });
}

/**
 * Go to a field, whatever hides it: a filter, an answer that does not ask for it, or a fold.
 * @param {HTMLElement} field
 */
function goToField(field) {
  const article = field.closest("article");
  if (article) chosen.add(article.id);
  showItems();
  for (let one = field.closest("[hidden]"); one; one = field.closest("[hidden]")) one.removeAttribute("hidden");
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.focus();
}

/**
 * The question in which somebody was last.
 */
let here = "";

/** Go to the next question that is open, from where one is; from the beginning after the last. */
function goToNext() {
  const open = openItems();
  const order = known.items.map((one) => one.id);
  const at = order.indexOf(here);
  const next = open.find((id) => order.indexOf(id) > at) || open[0];
  if (next) goTo(next);
  else tell(said("nothing-open"));
}
