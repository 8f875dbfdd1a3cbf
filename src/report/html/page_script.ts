/**
 * The script of `report.html`, as text: it is part of the page's bytes, and the page's policy lets
 * it run by its digest. It sets texts only, never HTML, and asks nobody for anything.
 */
export const PAGE_SCRIPT = `"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("report-data").textContent);
  const runs = new Map(data.runs.map((run) => [run.id, run]));
  const order = [...runs.keys()];
  const dialog = byId("run");
  const body = byId("run-body");
  let current = null;

  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function makeTable(caption, columns, rows) {
    const table = make("table");
    table.append(make("caption", caption));
    const head = table.createTHead().insertRow();
    for (const column of columns) {
      const cell = make("th", column);
      cell.scope = "col";
      head.append(cell);
    }
    const tableBody = table.createTBody();
    for (const [first, ...cells] of rows) {
      const row = tableBody.insertRow();
      const name = make("th", first);
      name.scope = "row";
      row.append(name, ...cells.map((cell) => make("td", cell)));
    }
    return table;
  }

  function fill(run) {
    const facts = make("dl", undefined, "run-facts");
    for (const [name, value] of run.facts) {
      const pair = make("div");
      pair.append(make("dt", name), make("dd", value));
      facts.append(pair);
    }
    const parts = [facts];
    if (run.scenes.length > 0) {
      const columns = ["Scene", "Hard score", "Hard rules", "Soft score", "Soft rules"];
      parts.push(makeTable("Scenes of this run", columns, run.scenes));
    }
    if (run.faults.length > 0) {
      const list = make("ul", undefined, "run-faults");
      list.append(...run.faults.map((fault) => make("li", fault)));
      parts.push(make("h3", "Faults"), list);
    }
    if (run.path || run.note) parts.push(make("h3", "Text"));
    if (run.path) parts.push(make("p", run.path, "run-path"));
    if (run.note) parts.push(make("p", run.note, "run-note"));
    if (run.text) {
      const text = make("div", run.text, "run-text");
      text.dir = "auto";
      parts.push(text);
    }
    body.replaceChildren(...parts);
    body.scrollTop = 0;
  }

  function show(id) {
    const run = runs.get(id);
    if (run === undefined) return false;
    current = id;
    byId("run-title").textContent = "Run " + id;
    fill(run);
    byId("run-previous").disabled = order[0] === id;
    byId("run-next").disabled = order.at(-1) === id;
    if (!dialog.open) {
      dialog.showModal();
      byId("run-title").focus();
    }
    history.replaceState(null, "", "#run-" + id);
    return true;
  }

  function turn(step) {
    const id = order[order.indexOf(current) + step];
    if (id !== undefined) show(id);
  }

  byId("run-previous").addEventListener("click", () => turn(-1));
  byId("run-next").addEventListener("click", () => turn(1));
  byId("run-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => history.replaceState(null, "", location.pathname + location.search));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") turn(-1);
    if (event.key === "ArrowRight") turn(1);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-run]");
    if (link && show(Number(link.dataset.run))) event.preventDefault();
  });

  function showHash() {
    const match = /^#run-(\\d+)$/.exec(location.hash);
    if (match) show(Number(match[1]));
  }
  addEventListener("hashchange", showHash);

  function startScrub() {
    const place = document.querySelector("[data-scrub]");
    const cursor = document.querySelector("[data-cursor]");
    const bins = data.bins;
    if (!place || !cursor || bins.length === 0) return;
    const chart = cursor.ownerSVGElement;
    const label = make("label", "Look at runs");
    const slider = make("input");
    slider.type = "range";
    slider.id = "scrub";
    slider.min = "1";
    slider.max = String(bins.length);
    slider.value = "1";
    label.htmlFor = slider.id;
    const output = make("output");
    output.htmlFor = slider.id;
    // The slider speaks its value itself.
    output.setAttribute("aria-live", "off");
    place.append(label, slider, output);
    place.hidden = false;

    function look() {
      const index = Number(slider.value) - 1;
      const bin = bins[index];
      const share = ((index + 0.5) / bins.length) * 100 + "%";
      cursor.setAttribute("x1", share);
      cursor.setAttribute("x2", share);
      slider.setAttribute("aria-valuetext", bin.name + ": " + bin.text);
      const name = make("b", bin.name);
      const isOnly = bin.runs.length === 1;
      const links = bin.runs.map((id) => {
        const link = make("a", isOnly ? "open run " + id : String(id));
        if (!isOnly) link.setAttribute("aria-label", "open run " + id);
        link.href = "#run-" + id;
        link.dataset.run = String(id);
        return link;
      });
      if (links.length > 1) links.unshift(make("span", "open run"));
      output.replaceChildren(name, make("span", bin.text), ...links);
    }
    slider.addEventListener("input", () => {
      chart.classList.add("is-scrubbed");
      look();
    });
    chart.addEventListener("click", (event) => {
      const frame = chart.getBoundingClientRect();
      const share = (event.clientX - frame.left) / frame.width;
      slider.value = String(Math.min(bins.length, Math.floor(share * bins.length) + 1));
      chart.classList.add("is-scrubbed");
      look();
      const bin = bins[Number(slider.value) - 1];
      if (data.runsPerBin === 1 && bin.runs.length === 1) show(bin.runs[0]);
    });
    look();
  }
  startScrub();
  showHash();
})();
`;
