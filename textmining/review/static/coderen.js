// Coding by keys: 1-9 tick a theme, "/" narrows the list, Enter or s saves, 0 or g is none of them, n skips, u undoes.
const form = document.getElementById("codeerformulier");
const undo = document.getElementById("ongedaan");
const help = document.getElementById("toetsen");
const enabled = document.getElementById("toetsen-aan");
const search = document.getElementById("zoek");
const rows = form ? [...form.querySelectorAll(".theme-choices > li")] : [];
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const own = (row, what) => row.querySelector(`:scope > .theme-choice ${what}`);
let numbered = [];
let sent = false;

function narrow() {
  const term = fold(search.value.trim());
  const fits = new Set(rows.filter((row) => fold(own(row, "label span").textContent).includes(term)));
  numbered = [...fits].slice(0, 9);
  for (const row of rows) {
    const box = own(row, "input");
    const place = numbered.indexOf(row) + 1;
    row.hidden = !fits.has(row) && !row.querySelector("input:checked") && ![...fits].some((one) => row.contains(one));
    own(row, "kbd").textContent = place ? String(place) : "";
    if (place) box.setAttribute("aria-keyshortcuts", String(place));
    else box.removeAttribute("aria-keyshortcuts");
  }
  const count = fits.size === 1 ? "1 thema" : `${fits.size} thema’s`;
  document.getElementById("gevonden").textContent = term ? count : "";
  return [...fits];
}

function tick(row) {
  const box = own(row, "input");
  box.checked = !box.checked;
  leaveSearch();
  box.focus();
}

function leaveSearch() {
  search.value = "";
  search.blur();
  narrow();
}

function send(button) {
  if (button && !sent) button.form.requestSubmit(button);
}

function inSearch(event) {
  if (event.key >= "1" && event.key <= "9" && numbered[event.key - 1]) {
    tick(numbered[event.key - 1]);
  } else if (event.key === "Enter") {
    const left = narrow();
    if (left.length === 1) tick(left[0]);
    else if (left.length) own(left[0], "input").focus();
  } else if (event.key === "Escape") {
    leaveSearch();
  } else {
    return;
  }
  event.preventDefault();
}

function pressed(event) {
  const key = event.key.toLowerCase();
  const number = numbered[Number(key) - 1];
  const actions = {
    "/": () => search?.focus(),
    "?": () => {
      if (!help) return;
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
    s: () => send(form?.elements.bewaar),
    0: () => send(form?.elements.geen),
    g: () => send(form?.elements.geen),
    n: () => send(form?.querySelector("[formaction$='/overslaan']")),
    u: () => send(undo),
  };
  if (number) tick(number);
  else if (key === "enter" && event.target === document.body) send(form?.elements.bewaar);
  else if (actions[key]) actions[key]();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target === search) inSearch(event);
  else if (event.target.closest("textarea, select, input:not([type='checkbox'])")) return;
  else if (!enabled || enabled.checked) pressed(event);
});

document.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});

if (form) {
  search.closest("p").hidden = rows.length < 10;
  search.addEventListener("input", narrow);
  narrow();
  help.hidden = false;
  document.querySelector("[role='alert']")?.focus();
  try {
    enabled.checked = localStorage.getItem("sneltoetsen") !== "uit";
    enabled.addEventListener("change", () => localStorage.setItem("sneltoetsen", enabled.checked ? "aan" : "uit"));
  } catch {
    // a browser that keeps nothing: the keys are on
  }
}
