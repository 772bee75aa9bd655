// "/" goes to the search field, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  const search = document.getElementById("zoek");
  if (event.key === "/" && !typing && search && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
  }
});

// A form that takes a while says so, and is not sent twice.
document.addEventListener("submit", (event) => {
  const told = event.target.dataset.busy;
  if (told === undefined) return;
  event.target.querySelector("[role=status]").textContent = told;
  event.target.querySelectorAll("button").forEach((button) => { button.disabled = true; });
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-busy]").forEach((form) => {
    form.querySelector("[role=status]").textContent = "";
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  });
});

// What is only of use with a script shows itself.
document.documentElement.classList.add("script");

// Answers of a page are walked by j and k, ticked by x, and moved by m or by dragging them onto a theme.
const placing = {
  form: () => document.getElementById("verplaatsen"),
  ticks: () => [...document.querySelectorAll(".picks > li > input[type=checkbox]")],
  row: (target) => target.closest(".answers > li"),

  step(by) {
    const rows = [...document.querySelectorAll(".answers > li")];
    const here = rows.indexOf(placing.row(document.activeElement));
    const next = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by];
    if (!next) return;
    next.querySelector("input[type=checkbox], a.open").focus();
    next.scrollIntoView({ block: "nearest" });
  },

  count() {
    const told = document.getElementById("gekozen");
    if (!told) return;
    const all = placing.form().elements.alles;
    const number = placing.ticks().filter((tick) => tick.checked).length;
    told.textContent = all && all.checked ? "Alles gekozen." : number ? `${number} gekozen.` : "Nog niets gekozen.";
  },

  any() {
    const all = placing.form().elements.alles;
    return (all && all.checked) || placing.ticks().some((tick) => tick.checked);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.id === "nieuwe-naam") {
    event.preventDefault();
    event.target.closest("p").querySelector("button").click();
    return;
  }
  if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
  const row = placing.row(event.target);
  const tick = row && row.querySelector("input[type=checkbox]");
  const arrow = row && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const by = { j: 1, k: -1 }[event.key] || arrow;
  if (by && document.querySelector(".answers")) placing.step(by);
  else if (event.key === "x" && tick) tick.click();
  else if (event.key === "u" && document.getElementById("terugdraaien")) document.getElementById("terugdraaien").click();
  else if (event.key === "m" && placing.form()) document.getElementById("naar").focus();
  else return;
  event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".picks input, #verplaatsen input")) placing.count();
});

document.addEventListener("click", (event) => {
  if (event.target.id !== "heel-blad") return;
  const on = placing.ticks().some((tick) => !tick.checked);
  placing.ticks().forEach((tick) => { tick.checked = on; });
  placing.count();
});

document.addEventListener("submit", (event) => {
  if (event.target !== placing.form() || placing.any()) return;
  event.preventDefault();
  document.getElementById("gekozen").textContent = "Kies eerst ten minste één antwoord.";
});

document.addEventListener("dragstart", (event) => {
  const row = event.target.matches?.(".grip") && placing.row(event.target);
  if (!row) return;
  row.querySelector("input[type=checkbox]").checked = true;
  placing.count();
  event.dataTransfer.setData("text/plain", row.id);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(row, 0, 0);
  document.documentElement.classList.add("dragging");
});
document.addEventListener("dragend", () => document.documentElement.classList.remove("dragging"));
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const theme = event.target.closest?.("[data-thema]");
    if (!theme || !document.documentElement.classList.contains("dragging")) return;
    event.preventDefault();
    theme.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    document.getElementById("naar").value = theme.dataset.thema;
    placing.form().requestSubmit();
  });
}

// Among the names to keep are those of the themes that are chosen to be merged.
const merging = () => {
  const names = document.querySelector("select[form=samenvoegen]");
  if (!names) return;
  const chosen = [...document.querySelectorAll("input[form=samenvoegen]:checked")].map((tick) => tick.value);
  for (const option of names.options) option.hidden = option.disabled = option.value !== "" && !chosen.includes(option.value);
  if (names.selectedOptions[0]?.disabled) names.value = "";
};
document.addEventListener("change", (event) => { if (event.target.matches("input[form=samenvoegen]")) merging(); });
window.addEventListener("pageshow", () => { merging(); placing.count(); });

// A name is changed in its place: opened it can be typed at once, and Escape leaves it as it was.
document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches("details.rename")) event.target.querySelector("input[name=naam]").select();
}, true);
document.addEventListener("keydown", (event) => {
  const renaming = event.key === "Escape" && event.target.closest("details.rename");
  if (!renaming) return;
  renaming.querySelector("form").reset();
  renaming.open = false;
  renaming.querySelector("summary").focus();
});
