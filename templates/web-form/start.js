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
  const values = ["institution", "person"].map((id) => /** @type {HTMLInputElement} */ (element(id)).value);
  try {
    window.localStorage.setItem(`${SPACE}who`, JSON.stringify(values));
  } catch {
    unsaved = true;
  }
}

/** Bring back who answers. */
function bringBackHead() {
  try {
    const values = JSON.parse(window.localStorage.getItem(`${SPACE}who`) || "[]");
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
  for (const item of waiting) keep(item);
  waiting.clear();
  showItems();
}

/**
 * Return what is missing, in groups: words, and the questions or fields that they are about.
 * @returns { {told: string, places: {id: string, name: string}[]}[]}
 */
function omissions() {
  const open = openItems().map((id) => ({ id, name: id }));
  const wrong = all("[aria-invalid]").map((one) => ({ id: itemOf(behind(one).key), name: itemOf(behind(one).key) }));
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
        link.addEventListener("click", () => {
          dialog("summary").close();
          if (id === "institution") element(id).focus();
          else goTo(id);
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
  const there = holder(key);
  if (there && there.offsetParent) there.focus();
  else goTo(item);
}

/** Take what this form has written out of the browser, and begin with what it was made with. */
function clearAll() {
  forget();
  unsaved = false;
  window.location.reload();
}

/** Make room on paper for whole texts, and unfold what holds something. */
function makeRoom() {
  for (const field of all("textarea")) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 4}px`;
  }
  for (const one of all("details.folded")) {
    const filled = all("[data-key]", one).some((field) => cell(behind(field).key));
    /** @type {HTMLDetailsElement} */ (one).open = filled;
  }
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
  main.addEventListener("focusout", (event) => {
    const group = /** @type {HTMLElement} */ (event.target).closest("[data-choice]");
    if (group instanceof HTMLElement) showMeaning(group);
  });
  main.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.dataset.add !== undefined) add(button);
    else if (button.dataset.remove !== undefined) remove(button);
    else if (button.dataset.clear !== undefined) {
      const group = /** @type {HTMLElement} */ (button.closest("[data-choice]"));
      change([{ key: group.dataset.choice || "", place: 0, text: "" }]);
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
    if (event.code === "KeyS") {
      event.preventDefault();
      ask();
    } else if ((event.code === "KeyZ" || event.code === "KeyY") && !inText) {
      event.preventDefault();
      step(event.code === "KeyZ" && !event.shiftKey);
    }
  });
  window.addEventListener("beforeprint", makeRoom);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !keeps) event.preventDefault();
  });
}

/** Fill the page, and bring back what was kept. */
function start() {
  noteFields(document);
  notePlaces();
  bringBackHead();
  const at = bringBack();
  steps.length = 0;
  for (const key of cells.keys()) show(key);
  workOut();
  for (const rules of rulesOf.values()) showFields(rules);
  for (const group of all("[data-choice]")) showMeaning(group);
  showItems();
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
}

start();
