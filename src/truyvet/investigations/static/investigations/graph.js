// The graph F0 → F1 → F2. Columns by generation, groups by place, big groups shut to one counted shape until opened.
// The server sends codes, sentences and words; this file knows no language and asks for nothing.

const part = document.querySelector("[data-graph]");
const source = document.getElementById("graph-data");

const CELL = { wide: 186, high: 40, small: 28 };
const NAMED_AT_MOST = 24; // a group larger than this shows shapes without names
const SHUT_FROM = { 1: 40, 2: 2 }; // F1 stay open unless there are many in one place; F2 are counted
const GAP = { column: 130, band: 56, group: 26, head: 28 };
const LEAST_WIDE = 210;
const MANY_TIES = 150; // so many lines would hide the shapes

function tokens() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function groupsOf(nodes) {
  const found = new Map();
  for (const node of nodes) {
    if (node.generation === 0) continue;
    const key = `${node.generation}|${node.group}`;
    if (!found.has(key)) found.set(key, { key, generation: node.generation, name: node.group, members: [] });
    found.get(key).members.push(node);
  }
  for (const group of found.values()) group.members.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return [...found.values()].sort((a, b) => b.members[0].score - a.members[0].score || (a.key < b.key ? -1 : 1));
}

// Where everything stands. Generations are columns that break when taller than `most`, or (`lying`) bands that break
// when wider. Several breaks are tried; the one that can be shown largest is drawn.
function place(nodes, groups, isShut, heads, canvas) {
  let best = null;
  for (const lying of [false, true]) {
    for (const most of [340, 480, 660, 900, 1250, 1750, 2500, 3600]) {
      const found = arranged(nodes, groups, isShut, heads, lying, most);
      const zoom = Math.min(canvas.clientWidth / (found.wide + 60), canvas.clientHeight / (found.high + 60));
      if (!best || zoom > best.zoom * (lying && !best.lying ? 1.25 : 1.02)) best = { ...found, zoom, lying };
    }
  }
  return best.elements;
}

function arranged(nodes, groups, isShut, heads, lying, most) {
  const elements = [];
  const far = { x: 0, y: 0 };
  let along = 0; // where the next generation begins: x of a column, y of a band
  for (const generation of [...new Set(nodes.map((node) => node.generation))].sort((a, b) => a - b)) {
    const blocks =
      generation === 0
        ? [{ key: "0", name: "", members: nodes.filter((node) => node.generation === 0), generation }]
        : groups.filter((group) => group.generation === generation);
    const label = heads[generation] ?? `F${generation}`;
    elements.push({ data: { id: `head-${generation}`, label }, classes: "head", position: lying ? { x: 0, y: along } : { x: along, y: 0 } });
    let line = along + (lying ? 36 : 0); // the present row or column
    let across = lying ? 0 : 46;
    let thick = 0;
    for (const block of blocks) {
      const size = shapeOf(block, isShut(block));
      const [long, deep] = lying ? [size.wide, size.high] : [size.high, size.wide];
      if (thick && across + long > most) {
        line += thick + GAP.group;
        across = lying ? 0 : 46;
        thick = 0;
      }
      const [left, top] = lying ? [across, line] : [line, across];
      put(elements, block, isShut(block), size, left, top);
      far.x = Math.max(far.x, left + size.wide);
      far.y = Math.max(far.y, top + size.high);
      across += long + GAP.group;
      thick = Math.max(thick, deep);
    }
    along = line + thick + (lying ? GAP.band : GAP.column);
  }
  return { elements, wide: far.x, high: far.y };
}

function shapeOf(block, shut) {
  if (shut) return { wide: 240, high: 44, across: 1 };
  const many = block.members.length;
  if (many <= NAMED_AT_MOST) {
    const across = many > 8 ? 2 : 1;
    return { across, wide: Math.max(across * CELL.wide, LEAST_WIDE), high: (block.name ? GAP.head : 0) + Math.ceil(many / across) * CELL.high, named: true };
  }
  const across = Math.ceil(Math.sqrt(many * 1.4));
  return { across, wide: Math.max(across * CELL.small, LEAST_WIDE), high: GAP.head + Math.ceil(many / across) * CELL.small };
}

function put(elements, block, shut, size, left, top) {
  if (shut) {
    const label = `${block.name} · ${block.members.length}`;
    elements.push({ data: { id: `g-${block.key}`, label, group: block.key }, classes: "bundle", position: { x: left + 120, y: top + 22 } });
    return;
  }
  if (block.name) {
    elements.push({ data: { id: `t-${block.key}`, label: block.name, group: block.key, wide: size.wide }, classes: "title", position: { x: left, y: top + 6 } });
  }
  const head = block.name ? GAP.head : 0;
  const wide = size.named ? CELL.wide : CELL.small;
  const high = size.named ? CELL.high : CELL.small;
  block.members.forEach((node, place) => {
    elements.push({
      data: { id: node.id, label: node.label, score: node.score, person: node.id },
      classes: `person f${Math.min(node.generation, 2)} ${size.named ? "named" : "bare"} ${node.case && node.generation ? "also-case" : ""}`,
      position: { x: left + 14 + (place % size.across) * wide, y: top + head + 14 + Math.floor(place / size.across) * high },
    });
  });
}

// Edges between what is shown: members of a shut group share one line, as thick as they are many.
function lines(edges, standsFor) {
  const found = new Map();
  for (const edge of edges) {
    const from = standsFor.get(edge.source);
    const to = standsFor.get(edge.target);
    if (!from || !to || from === to) continue;
    const key = `${from}>${to}>${edge.link}`;
    if (!found.has(key)) found.set(key, { data: { id: `e-${key}`, source: from, target: to, many: 0 }, classes: edge.link ? "link" : "" });
    found.get(key).data.many += 1;
  }
  return [...found.values()].map((line) => ({ ...line, data: { ...line.data, thick: 1 + Math.min(Math.log2(line.data.many), 6) } }));
}

function styles(token) {
  const font = { "font-family": token("font") || "sans-serif", color: token("ink") };
  return [
    { selector: "node", style: { ...font, label: "data(label)", "font-size": 16, width: 22, height: 22, "border-width": 2 } },
    { selector: ".person.named", style: { "text-halign": "right", "text-valign": "center", "text-margin-x": 6, "text-wrap": "ellipsis", "text-max-width": 150 } },
    { selector: ".person.bare", style: { label: "", width: 18, height: 18 } },
    { selector: ".f0", style: { shape: "diamond", width: 34, height: 34, "background-color": token("bad"), "border-color": token("bad"), "font-weight": 600 } },
    {
      selector: ".f1",
      style: { shape: "ellipse", "background-color": token("accent"), "border-color": token("accent"), "background-opacity": "mapData(score, 0, 0.6, 0.12, 1)" },
    },
    {
      selector: ".f2",
      style: { shape: "rectangle", width: 16, height: 16, "background-color": token("info"), "border-color": token("info"), "background-opacity": "mapData(score, 0, 0.6, 0.12, 1)" },
    },
    { selector: ".also-case", style: { "border-color": token("bad"), "border-width": 4 } },
    {
      selector: ".bundle",
      style: {
        shape: "round-rectangle", width: 236, height: 40, "background-color": token("plain-soft"), "border-color": token("line-strong"),
        "text-valign": "center", "text-wrap": "ellipsis", "text-max-width": 216, "font-weight": 600,
      },
    },
    { selector: ".title, .head", style: { "background-opacity": 0, "border-width": 0, width: 1, height: 1, "text-halign": "right", "text-valign": "center" } },
    { selector: ".title", style: { color: token("ink-2"), "font-size": 15, "text-wrap": "ellipsis", "text-max-width": "data(wide)" } },
    { selector: ".head", style: { "font-size": 19, "font-weight": 600, events: "no" } },
    { selector: "edge", style: { "curve-style": "straight", "line-color": token("line-strong"), width: "data(thick)", opacity: 0.35 } },
    { selector: "edge.many", style: { opacity: 0.12 } },
    { selector: "edge.link", style: { "line-color": token("bad"), "line-style": "dashed", opacity: 0.8, width: 2 } },
    { selector: ".faint", style: { opacity: 0.18 } },
    { selector: "edge.near", style: { opacity: 0.95, "line-color": token("accent") } },
    { selector: ".chosen", style: { "border-color": token("ink"), "border-width": 4 } },
    { selector: ".person.chosen", style: { label: "data(label)" } },
  ];
}

function start() {
  const data = JSON.parse(source.textContent);
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const all = groupsOf(data.nodes);
  const shut = new Set(all.filter((group) => group.members.length >= (SHUT_FROM[group.generation] ?? SHUT_FROM[2])).map((group) => group.key));
  const offered = all.filter((group) => shut.has(group.key));
  const heads = data.words.columns.split("|");
  let least = 0;

  part.hidden = false;
  document.querySelector("[data-table-part]").open = false;
  const canvas = part.querySelector("[data-canvas]");
  const cy = cytoscape({
    container: canvas, elements: [], style: styles(tokens()), layout: { name: "preset" }, minZoom: 0.08, maxZoom: 2.5,
    autoungrabify: true, boxSelectionEnabled: false, userZoomingEnabled: false,
  });
  canvas.graph = cy;

  function draw() {
    const kept = data.nodes.filter((node) => node.generation === 0 || node.score >= least);
    const groups = groupsOf(kept);
    const isShut = (group) => shut.has(group.key);
    const standsFor = new Map(kept.map((node) => [node.id, node.id]));
    for (const group of groups) if (isShut(group)) for (const node of group.members) standsFor.set(node.id, `g-${group.key}`);
    cy.elements().remove();
    cy.add(place(kept, groups, isShut, heads, canvas));
    const ties = cy.add(lines(data.edges, standsFor));
    if (ties.length > MANY_TIES) ties.addClass("many");
    const gone = data.nodes.length - kept.length;
    part.querySelector("[data-hidden-count]").textContent = gone ? data.words.hidden.replace("{n}", gone) : "";
    fit();
  }

  function fit() {
    cy.resize();
    cy.fit(undefined, 24);
    if (cy.zoom() > 1.15) {
      cy.zoom(1.15);
      cy.center();
    }
  }

  // What stands beside the drawing. Texts go in as text, never as markup.
  const chosen = part.querySelector("[data-chosen]");
  function line(tag, text, className = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function link(url, text) {
    const made = line("a", text, "button");
    made.href = url;
    return made;
  }
  function showPerson(node) {
    const score = node.generation ? `F${node.generation} · ${data.words.score} ${node.score.toLocaleString(document.documentElement.lang)} · ${node.level}` : "F0";
    const rows = [line("h2", node.label), line("p", score, "quiet small"), line("p", node.sentence)];
    if (node.case && node.generation) rows.push(line("p", `${data.words.case} ${node.case}`, "tag bad"));
    if (node.url) rows.push(link(node.url, node.generation ? data.words.page : data.words.casePage));
    chosen.replaceChildren(...rows);
  }
  function showGroup(group) {
    const button = line("button", shut.has(group.key) ? data.words.open : data.words.shut, "button");
    button.type = "button";
    button.addEventListener("click", () => toggle(group));
    chosen.replaceChildren(line("h2", group.name), line("p", data.words.group.replace("{n}", group.members.length)), button);
  }

  const list = part.querySelector("[data-bundles]");
  function toggle(group) {
    if (!shut.delete(group.key)) shut.add(group.key);
    for (const button of list.querySelectorAll("button")) button.setAttribute("aria-expanded", String(!shut.has(button.dataset.key)));
    draw();
    showGroup(group);
  }
  for (const group of offered) {
    const button = line("button", "");
    button.type = "button";
    button.dataset.key = group.key;
    button.setAttribute("aria-expanded", "false");
    button.append(line("span", `F${group.generation} · ${group.name}`), line("b", `${group.members.length} ${data.words.people}`, "nowrap"));
    button.addEventListener("click", () => toggle(group));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  part.querySelector("[data-bundle-part]").hidden = !offered.length;

  cy.on("tap", "node.person", (event) => {
    const node = byId.get(event.target.id());
    showPerson(node);
    cy.elements().removeClass("chosen near faint");
    const near = event.target.closedNeighborhood();
    cy.elements().difference(near).not(".head, .title").addClass("faint");
    near.edges().addClass("near");
    event.target.addClass("chosen");
  });
  cy.on("tap", "node.bundle, node.title", (event) => {
    const group = all.find((each) => each.key === event.target.data("group"));
    if (group && offered.includes(group)) toggle(group);
  });
  cy.on("tap", (event) => {
    if (event.target === cy) cy.elements().removeClass("chosen near faint");
    cy.userZoomingEnabled(true);
  });
  // The wheel scrolls the page until the drawing was touched, and again when the mouse has left it.
  canvas.addEventListener("mouseleave", () => cy.userZoomingEnabled(false));
  for (const button of part.querySelectorAll("[data-least]")) {
    button.addEventListener("click", () => {
      least = Number(button.dataset.least);
      for (const other of part.querySelectorAll("[data-least]")) other.setAttribute("aria-pressed", String(other === button));
      draw();
    });
  }
  part.querySelector("[data-fit]").addEventListener("click", fit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(styles(tokens())));
  draw();
}

if (part && source && typeof cytoscape === "function") start();
