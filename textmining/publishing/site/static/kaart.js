"use strict";
// Draws the map from the data on the page; everything it shows is put there as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("kaart-gegevens").textContent);
  const box = document.getElementById("kaart");
  const input = document.getElementById("zoek");
  const status = document.getElementById("gevonden");
  const hits = document.getElementById("treffers");
  const all = document.getElementById("alle");
  const narrow = matchMedia("(max-width: 40rem)");
  const number = new Intl.NumberFormat("nl-NL");
  const MOST_HITS = 50;

  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  // plotly reads a few tags in texts: none may come from an answer
  const safe = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const wrapped = text => {
    const lines = [""];
    for (const word of text.split(/\s+/).flatMap(word => word.match(/.{1,48}/gu) || [])) {
      if (lines.at(-1) && (lines.at(-1) + " " + word).length > 48) lines.push("");
      lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
    }
    return (lines.length > 12 ? [...lines.slice(0, 12), "…"] : lines).map(safe).join("<br>");
  };
  const hover = (theme, i) => {
    if (!data.research) return `<b>${wrapped(theme.name)}</b><br>${wrapped(theme.words)}`;
    const about = [theme.name, theme.sub[i]].filter(Boolean).map(wrapped).join("<br>");
    return `${wrapped(theme.text[i])}<br><b>${about}</b>` +
      (theme.similarity[i] ? `<br>gelijkenis met het thema: ${theme.similarity[i]}` : "");
  };
  const sought = data.themes.map(theme =>
    data.research ? theme.text.map(plain) : [plain(`${theme.name} ${theme.words}`)]);

  const count = data.themes.reduce((sum, theme) => sum + theme.x.length, 0);
  const size = count > 2500 ? 5 : 7;
  const traces = data.themes.map(theme => ({
    type: count > 8000 ? "scattergl" : "scatter", mode: "markers", name: safe(theme.name), x: theme.x, y: theme.y,
    text: theme.x.map((_, i) => hover(theme, i)), hovertemplate: "%{text}<extra></extra>",
    marker: { color: theme.colour, symbol: theme.shape, size, opacity: theme.other ? 0.55 : 0.8 },
    selected: { marker: { opacity: 0.95 } }, unselected: { marker: { opacity: 0.05 } },
    hoverlabel: { bgcolor: "#fff", bordercolor: theme.colour, font: { color: "#1c2429", size: 13 }, align: "left" },
  }));
  // "overig" lies under the themes
  const order = traces.map((_, i) => i).sort((a, b) => data.themes[b].other - data.themes[a].other);
  const at = i => order.indexOf(i);

  const span = values => values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const ends = key => span(data.themes.flatMap(theme => span(theme[key])));
  const [left, right] = ends("x"), [low, high] = ends("y");
  const half = Math.max(right - left, high - low, 1e-6) * 0.54;
  const whole = () => {
    const middle = [(left + right) / 2, (low + high) / 2];
    const width = box.clientWidth, height = box.clientHeight;
    const unit = Math.max((right - left) * 1.08 / width, (high - low) * 1.08 / height, half * 0.02 / width);
    return {
      x: [middle[0] - unit * width / 2, middle[0] + unit * width / 2],
      y: [middle[1] - unit * height / 2, middle[1] + unit * height / 2],
    };
  };
  const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const centres = data.themes.map(theme => [median(theme.x), median(theme.y)]);

  let only = null;
  let found = null;

  // names of the largest themes, each where it touches no other
  function names(range) {
    const taken = [];
    const size = narrow.matches ? 11 : 13;
    const scale = box.clientWidth / (range.x[1] - range.x[0]);
    const line = size * 1.35;
    const most = narrow.matches ? 7 : 16;
    const out = [];
    data.themes.forEach((theme, i) => {
      if (theme.other || (only !== null && only !== i) || taken.length >= most) return;
      const name = theme.name.length > 30 ? theme.name.slice(0, 29).trimEnd() + "…" : theme.name;
      const width = name.length * size * 0.56 + 8;
      const x = (centres[i][0] - range.x[0]) * scale, y = (range.y[1] - centres[i][1]) * scale;
      if (x < 0 || x > box.clientWidth || y < 0 || y > box.clientHeight) return;
      const middle = Math.min(Math.max(x, width / 2), box.clientWidth - width / 2);
      for (const step of [0, -1, 1, -2, 2, -3, 3]) {
        const level = y + step * line;
        const [l, t, r, b] = [middle - width / 2, level - line / 2, middle + width / 2, level + line / 2];
        if (t < 0 || b > box.clientHeight || taken.some(o => l < o[2] && o[0] < r && t < o[3] && o[1] < b)) continue;
        taken.push([l, t, r, b]);
        out.push({
          x: range.x[0] + middle / scale, y: range.y[1] - level / scale, text: `<b>${safe(name)}</b>`,
          showarrow: false, font: { size, color: "#1c2429" }, bgcolor: "rgba(255,255,255,.78)", borderpad: 1,
          captureevents: false,
        });
        break;
      }
    });
    return out;
  }

  const axis = range => ({ visible: false, range, fixedrange: narrow.matches });
  const layoutOf = range => ({
    margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, hovermode: "closest", hoverdistance: 12,
    dragmode: narrow.matches ? false : "zoom", paper_bgcolor: "#fff", plot_bgcolor: "#fff",
    font: { family: getComputedStyle(document.body).fontFamily },
    xaxis: axis(range.x), yaxis: { ...axis(range.y), scaleanchor: "x" }, annotations: names(range),
  });
  const now = () => ({ x: [...box.layout.xaxis.range], y: [...box.layout.yaxis.range] });
  const relabel = () => Plotly.relayout(box, { annotations: names(now()) });
  const show = range => Plotly.relayout(box, { "xaxis.range": range.x, "yaxis.range": range.y, annotations: names(range) });

  function select() {
    const chosen = order.map(i => {
      if (found === null && only === null) return null;
      const every = data.themes[i].x.map((_, place) => place);
      if (only !== null && only !== i) return [];
      return found === null ? every : found[i];
    });
    return Plotly.restyle(box, { selectedpoints: chosen }, order.map((_, place) => place));
  }

  function search() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const has = text => words.every(word => text.includes(word));
    found = null;
    let said = "";
    if (words.length && data.research) {
      found = sought.map(texts => texts.flatMap((text, i) => has(text) ? [i] : []));
      const sum = found.reduce((total, places) => total + places.length, 0);
      said = `${number.format(sum)} van ${number.format(count)} stukken tekst`;
    } else if (words.length) {
      found = sought.map((texts, i) => has(texts[0]) ? data.themes[i].x.map((_, place) => place) : []);
      const sum = found.filter(places => places.length).length;
      said = sum === 1 ? "1 thema" : `${sum} thema’s`;
    }
    status.textContent = said;
    rows.forEach((row, i) => { row.classList.toggle("faint", found !== null && !found[i].length); });
    if (hits) list();
    return select();
  }

  function list() {
    const items = [];
    (found || []).forEach((places, i) => places.forEach(place => {
      if ((only === null || only === i) && items.length < MOST_HITS) {
        const item = document.createElement("li");
        const name = document.createElement("span");
        item.textContent = data.themes[i].text[place];
        name.textContent = data.themes[i].sub[place] || data.themes[i].name;
        item.append(name);
        items.push(item);
      }
    }));
    hits.querySelector("ol").replaceChildren(...items);
    hits.hidden = !items.length;
  }

  const rows = [...document.querySelectorAll(".map-themes tbody tr")];
  const buttons = rows.map((row, i) => {
    const name = row.querySelector(".theme-name");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name.textContent;
    button.className = "theme-name";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => isolate(only === i ? null : i));
    name.replaceWith(button);
    return button;
  });
  function isolate(i) {
    only = i;
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === i)));
    all.disabled = i === null;
    if (hits) list();
    return select().then(relabel);
  }
  all.addEventListener("click", () => isolate(null));
  document.querySelectorAll("[data-zoom]").forEach(button => button.addEventListener("click", () => {
    const factor = Number(button.dataset.zoom);
    if (!factor) return show(whole());
    const wider = ([a, b]) => [(a + b) / 2 - (b - a) / 2 * factor, (a + b) / 2 + (b - a) / 2 * factor];
    const range = now();
    return show({ x: wider(range.x), y: wider(range.y) });
  }));

  document.querySelectorAll(".map-search, .map-buttons").forEach(part => { part.hidden = false; });
  const config = { displayModeBar: false, showTips: false, doubleClick: false, responsive: false, scrollZoom: false };
  Plotly.newPlot(box, order.map(i => traces[i]), layoutOf(whole()), config).then(() => {
    box.on("plotly_doubleclick", () => { show(whole()); });
    box.on("plotly_relayout", event => { if ("xaxis.range[0]" in event) relabel(); });
    input.addEventListener("input", search);
    if (input.value) search(); // a browser may have kept it
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      Plotly.Fx.unhover(box); // a label that is shown has no place any more
      Plotly.relayout(box, { ...layoutOf(whole()), width, height: box.clientHeight });
    }).observe(box);
    box.dataset.ready = "1";
  });
})();
