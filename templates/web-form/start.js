// The page begins: fields are filled, keys and buttons do what they say.
"use strict";

/**
 * Say something to whoever reads the page, and to a screen reader.
 * @param {string} text
 */
function tell(text) {
  element("told").textContent = text;
}

/** Keep who answers, as the questions are kept. */
function keepHead() {
  keep(WHO);
}

/** Bring back who answers. */
function bringBackHead() {
  try {
    const values = JSON.parse(window.localStorage.getItem(SPACE + WHO) || "[]");
    ["institution", "person"].forEach((id, at) => {
      if (typeof values[at] === "string") /** @type {HTMLInputElement} */ (element(id)).value = values[at];
    });
  } catch {
    // As when nothing was kept.
  }
}

/** Show what an answer has changed: its question, and which others are asked. */
const waiting = new Set();
function showChanged() {
  workOut();
  for (const item of waiting) {
    const rules = rulesOf.get(item);
    if (rules) showFields(rules);
  }
  for (const item of waiting) {
    if (!follows.delete(item)) keep(item);
  }
  waiting.clear();
  if (isSaved) tell("");
  isSaved = false;
  showItems();
}

/**
 * Return what is missing, in groups: words, and the questions or fields that they are about.
 * @returns { {told: string, places: {id: string, name: string}[]}[]}
 */
function omissions() {
  for (const item of keysOf.keys()) make(item);
  const open = openItems().map((id) => ({ id, name: id }));
  const faulty = all("[aria-invalid]").map((one) => ({ id: one.id, name: itemOf(behind(one).key) }));
  const twofold = [...rulesOf.values()].filter((rules) =>
    Object.entries(rules.excludes).some(([key, others]) => cell(key).trim() && others.some((one) => cell(one).trim())),
  );
  const wrong = [...faulty, ...twofold.map(({ id }) => ({ id, name: id }))];
  const unnamed = /** @type {HTMLInputElement} */ (element("institution")).value.trim() ? [] : [{ id: "institution" }];
  const groups = [
    { told: said("unnamed"), places: unnamed.map((one) => ({ ...one, name: said("institution") })) },
    { told: said("wrong"), places: wrong },
    { told: said("still-open"), places: open },
  ];
  return groups.filter((one) => one.places.length);
}

/** Show what is missing before the file is saved; save at once where nothing is. */
function ask() {
  const found = omissions();
  if (!found.length) {
    save();
    return;
  }
  const place = element("omissions");
  place.replaceChildren(
    ...found.map(({ told, places }) => {
      const line = document.createElement("p");
      line.textContent = told;
      const listed = document.createElement("ul");
      for (const { id, name } of places) {
        const link = document.createElement("button");
        link.type = "button";
        link.textContent = name;
        const question = document.getElementById(`q-${name}`);
        if (question) link.append(unseen(` ${question.textContent}`));
        link.addEventListener("click", () => {
          dialog("summary").close();
          if (rulesOf.has(id)) goTo(id);
          else goToField(element(id));
        });
        const point = document.createElement("li");
        point.append(link);
        listed.append(point);
      }
      const group = document.createElement("div");
      group.append(line, listed);
      return group;
    }),
  );
  dialog("summary").showModal();
}

/**
 * Return a text for screen readers alone.
 * @param {string} text
 */
function unseen(text) {
  const found = document.createElement("span");
  found.className = "unseen";
  found.textContent = text;
  return found;
}

/**
 * Return a dialogue of the page.
 * @param {string} id
 */
function dialog(id) {
  return /** @type {HTMLDialogElement} */ (element(id));
}

/**
 * Take the last step back, or what was taken back forth again, and go to where it was.
 * @param {boolean} back
 */
function step(back) {
  const key = back ? undo() : redo();
  if (!key) {
    tell(said(back ? "nothing-to-undo" : "nothing-to-redo"));
    return;
  }
  showChanged();
  const item = itemOf(key);
  tell(said(back ? "undone" : "redone", { item }));
  make(item);
  const there = holder(key);
  if (there) goToField(there);
  else goTo(item);
}

/** Take what this form has written out of the browser, and begin with what it was made with. */
function clearAll() {
  forget();
  lost.clear();
  window.location.reload();
}

/** Show on paper every question that is asked, unfolded where something stands, and each text whole. */
function makeRoom() {
  makeAll();
  letThrough = chosen;
  chosen = new Set(rulesOf.keys());
  showItems();
  for (const one of all("details.folded")) {
    const filled = all("[data-key]", one).some((field) => cell(behind(field).key, behind(field).place));
    /** @type {HTMLDetailsElement} */ (one).open = filled;
  }
  for (const field of all("textarea, input[type=text]")) {
    const copy = document.createElement("p");
    copy.className = "on-paper";
    copy.dir = "auto";
    copy.textContent = /** @type {Field} */ (field).value;
    field.after(copy);
  }
}

/** The questions that the filters had let through before the page was printed. */
let letThrough = chosen;

/** Show the page as it was before it was printed. */
function goOn() {
  for (const copy of all(".on-paper")) copy.remove();
  chosen = letThrough;
  showItems();
}

/** Do what the buttons and keys say. */
function listen() {
  const main = element("main");
  main.addEventListener("submit", (event) => event.preventDefault());
  main.addEventListener("beforeinput", spare);
  main.addEventListener("input", take);
  main.addEventListener("change", (event) => {
    take(event);
    tidy(event);
  });
  main.addEventListener("focusin", (event) => {
    const radio = /** @type {HTMLElement} */ (event.target);
    const group = /** @type {HTMLElement | null} */ (radio.closest("[data-choice]"));
    if (!group || !isTick(radio)) return;
    const told = /** @type {HTMLElement} */ (group.querySelector(".meaning"));
    told.textContent = (known.meanings[group.dataset.meanings || ""] || {})[radio.value] || "";
  });
  main.addEventListener("focusin", (event) => {
    const article = /** @type {HTMLElement} */ (event.target).closest("article");
    if (article) here = article.id;
  });
  main.addEventListener("focusout", (event) => {
    const left = /** @type {HTMLElement} */ (event.target);
    const group = left.closest("[data-choice]");
    if (group instanceof HTMLElement) showMeaning(group);
    // A field that its text alone held open may go, now that nobody is in it.
    const rules = rulesOf.get(left.closest("article")?.id || "");
    if (rules) window.queueMicrotask(() => showFields(rules));
  });
  main.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.dataset.add !== undefined) add(button);
    else if (button.dataset.remove !== undefined) remove(button);
    else if (button.dataset.clear !== undefined) {
      const group = /** @type {HTMLElement} */ (button.closest("[data-choice]"));
      change([{ key: group.dataset.choice || "", place: 0, text: "" }]);
      /** @type {HTMLElement} */ (group.querySelector("input")).focus();
    }
  });
  for (const id of ["institution", "person"]) element(id).addEventListener("input", keepHead);
  /** @type {Record<string, () => void>} */
  const deeds = {
    save: ask,
    "save-all-the-same": () => {
      dialog("summary").close();
      save();
    },
    "go-back": () => dialog("summary").close(),
    undo: () => step(true),
    redo: () => step(false),
    print: () => window.print(),
    next: goToNext,
    clear: () => dialog("forget").showModal(),
    "clear-all": clearAll,
    "keep-all": () => dialog("forget").close(),
    open: () => element("file").click(),
  };
  for (const [id, deed] of Object.entries(deeds)) element(id).addEventListener("click", deed);
  element("search").addEventListener("input", filter);
  element("only-open").addEventListener("change", filter);
  element("file").addEventListener("change", async (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const [file] = Array.from(field.files || []);
    // The same file may be chosen once more.
    if (file) await openFile(file);
    field.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const field = document.activeElement;
    const inText = field instanceof HTMLElement && field.matches("textarea, input:not([type=radio]):not([type=checkbox])");
    // On keyboards of other scripts, the place of the key; on others what stands on it, which is elsewhere in French.
    const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.slice(-1).toLowerCase();
    if (document.querySelector("dialog[open]")) return;
    if (key === "s") {
      event.preventDefault();
      ask();
    } else if ((key === "z" || key === "y") && !inText) {
      event.preventDefault();
      step(key === "z" && !event.shiftKey);
    }
  });
  window.addEventListener("beforeprint", makeRoom);
  window.addEventListener("afterprint", goOn);
  window.addEventListener("storage", follow);
  window.addEventListener("beforeunload", (event) => {
    if (lost.size && !isSaved) event.preventDefault();
  });
}

/** Questions of which the fields are there from the beginning. */
const AT_FIRST = 12;

/** Fill the page, and bring back what was kept. */
function start() {
  notePlaces();
  bringBackHead();
  const at = bringBack();
  steps.length = 0;
  workOut();
  showItems();
  for (const item of [...rulesOf.keys()].slice(0, AT_FIRST)) make(item);
  watchers.push((key) => {
    show(key);
    if (!waiting.size) window.queueMicrotask(showChanged);
    waiting.add(itemOf(key));
  });
  listen();
  if (at) {
    const when = new Date(at);
    tell(said("back", { when: Number.isNaN(when.getTime()) ? at : when.toLocaleString(known.language) }));
  }
  document.body.classList.add("ready");
  makeNear();
}

// Not before the page is there as a whole: what Chromium (156) is asked for while it still loads, it answers on a busy
// computer from a store that no other page sees, and that is gone when the page is opened again.
window.addEventListener("load", () => window.setTimeout(start));
