// The map that can be moved. It reads what the page holds, fetches our own boundaries, and asks nobody else for anything. Whatever fails
// (no WebGL, no network, no script) leaves the drawing and the table, which say the same.
const script = document.querySelector("script[data-vendor]");
const find = (what, within = document) => within.querySelector(what);
const GROUNDS = {no_report: "#e4e4e4", n0: "#ffffff", n1: "#d9edf8", n2: "#8cc5e3", n3: "#e69f00", n4: "#d55e00",
  new_normal: "#b5dfcb", risk: "#f6e58a", high: "#e69f00", very_high: "#d55e00"};
const PATTERNS = {no_report: "slash", n1: "dot", risk: "dot", n2: "bar", high: "bar", n3: "grid", n4: "cross", very_high: "cross"};
let map = null, lines = null, popup = null, library = null;

const payload = () => JSON.parse(find("#ban-do")?.textContent || "{}");
const say = (words) => { const place = find("[data-words]"); if (place) place.textContent = words; };

function pattern(look) { // 24 px for screens of two pixels a point
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const ink = canvas.getContext("2d");
  ink.fillStyle = GROUNDS[look];
  ink.fillRect(0, 0, 24, 24);
  ink.strokeStyle = ink.fillStyle = look === "no_report" ? "#8a8a8a" : "rgba(21,34,43,.7)";
  ink.lineWidth = look === "no_report" ? 4 : 2;
  const stroke = (...points) => { ink.beginPath(); points.forEach(([x, y], at) => at % 2 ? ink.lineTo(x, y) : ink.moveTo(x, y)); ink.stroke(); };
  const kind = PATTERNS[look];
  if (kind === "dot") { ink.beginPath(); ink.arc(12, 12, 3, 0, 7); ink.fill(); }
  if (kind === "bar" || kind === "grid") stroke([0, 12], [24, 12]);
  if (kind === "grid") stroke([12, 0], [12, 24]);
  if (kind === "slash" || kind === "cross") stroke([0, 24], [24, 0], [-6, 6], [6, -6], [18, 30], [30, 18]);
  if (kind === "cross") stroke([0, 0], [24, 24]);
  return ink.getImageData(0, 0, 24, 24);
}

function stripes(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const ink = canvas.getContext("2d");
  ink.strokeStyle = colour;
  ink.lineWidth = 4;
  [[0, 0, 24, 24], [-12, 12, 12, 36], [12, -12, 36, 12]].forEach(([a, b, c, d]) => { ink.beginPath(); ink.moveTo(a, b); ink.lineTo(c, d); ink.stroke(); });
  return ink.getImageData(0, 0, 24, 24);
}

function coloured(told) {
  const features = lines.features.filter((each) => told.units[each.properties.code] || script.dataset.draw !== undefined).map((each) => {
    const [look, words, estimate] = told.units[each.properties.code] || ["n0", each.properties.name, false];
    return {...each, properties: {...each.properties, look, words, estimate}};
  });
  return {type: "FeatureCollection", features};
}

function marked(told) {
  const features = told.marks.filter((each) => each.points.length).map((each) => {
    const ring = each.kind === "zone" && each.points.length > 2;
    const geometry = ring ? {type: "Polygon", coordinates: [[...each.points, each.points[0]]]} : {type: "Point", coordinates: each.points[0]};
    return {type: "Feature", properties: {kind: each.kind, words: [each.words, each.note].filter(Boolean).join(". ")}, geometry};
  });
  return {type: "FeatureCollection", features};
}

function bounds(data) {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const each of data.features) for (const polygon of each.geometry.coordinates) for (const [x, y] of polygon[0]) {
    west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y);
  }
  return [[west, south], [east, north]];
}

async function boundaries(told) {
  if (!lines || lines.address !== told.lines) {
    const answer = await fetch(told.lines);
    if (!answer.ok) throw new Error("lines");
    lines = {...await answer.json(), address: told.lines};
  }
}

function hasWebGL() {
  try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; }
}

async function open() {
  const told = payload();
  if (!told.lines || map) return;
  if (!hasWebGL()) { find("[data-no-webgl]").hidden = false; return; }
  await boundaries(told);
  const vendor = script.dataset.vendor;
  if (!find("link[data-maplibre]")) {
    const style = document.createElement("link");
    Object.assign(style, {rel: "stylesheet", href: vendor.replace(".mjs", ".css")});
    style.dataset.maplibre = "";
    const isThere = new Promise((resolve) => { style.onload = style.onerror = resolve; });
    document.head.append(style);
    await isThere; // a map that is made before its styles measures its room wrongly
  }
  library = await import(vendor);
  library.setWorkerUrl(vendor.replace("maplibre-gl.mjs", "maplibre-gl-worker.mjs"));
  const live = find("[data-live]");
  live.hidden = false;
  const data = coloured(told);
  map = new library.Map({container: find("[data-canvas]"), attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 16,
    bounds: bounds(data), fitBoundsOptions: {padding: 20},
    style: {version: 8, sources: {}, layers: [{id: "ground", type: "background", paint: {"background-color": "#f3f6f6"}}]}});
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({showCompass: false}));
  map.addControl(new library.ScaleControl());
  popup = new library.Popup({closeButton: false});
  map.on("load", () => {
    for (const look of Object.keys(GROUNDS)) map.addImage(look, pattern(look), {pixelRatio: 2});
    map.addImage("estimate", stripes("rgba(21,34,43,.6)"), {pixelRatio: 2});
    map.addImage("zone", stripes("rgba(123,31,162,.8)"), {pixelRatio: 2});
    map.addSource("units", {type: "geojson", data});
    map.addSource("marks", {type: "geojson", data: marked(told)});
    map.addSource("line", {type: "geojson", data: drawnLine()});
    map.addLayer({id: "units", type: "fill", source: "units", paint: {"fill-pattern": ["get", "look"]}});
    map.addLayer({id: "estimates", type: "fill", source: "units", filter: ["get", "estimate"], paint: {"fill-pattern": "estimate"}});
    map.addLayer({id: "edges", type: "line", source: "units", paint: {"line-color": "#4d5e69", "line-width": 1}});
    map.addLayer({id: "zones", type: "fill", source: "marks", filter: ["==", ["geometry-type"], "Polygon"], paint: {"fill-pattern": "zone"}});
    map.addLayer({id: "points", type: "circle", source: "marks", filter: ["==", ["geometry-type"], "Point"], paint: {"circle-radius": 7,
      "circle-stroke-width": 2, "circle-stroke-color": "#fff", "circle-color": ["match", ["get", "kind"], "checkpoint", "#1b5793", "#7b1fa2"]}});
    map.addLayer({id: "line", type: "line", source: "line", paint: {"line-color": "#7b1fa2", "line-width": 3}});
    map.addLayer({id: "line-points", type: "circle", source: "line", paint: {"circle-radius": 5, "circle-color": "#7b1fa2"}});
    showLive(true);
    map.once("idle", () => { live.dataset.ready = "yes"; });
  });
  map.on("click", (event) => {
    if (script.dataset.draw !== undefined) { addPoint(event.lngLat); return; }
    const found = map.queryRenderedFeatures(event.point, {layers: ["points", "zones", "units"]});
    if (!found.length) return;
    const words = [...new Set(found.map((each) => each.properties.words))].join("\n");
    popup.setLngLat(event.lngLat).setText(words).addTo(map);
    say(words);
  });
}

function showLive(isLive) { // one map at a time: the drawing stays for print, and for whom the other cannot be drawn
  find("[data-live]").hidden = !isLive;
  find("[data-drawing]")?.closest("figure").classList.toggle("has-live", isLive);
}

async function refresh() { // the page put new content in: the same map takes new colours
  const told = payload();
  if (!map) { await open(); return; }
  if (!told.lines) { showLive(false); return; }
  await boundaries(told);
  showLive(true);
  popup?.remove();
  map.getSource("units")?.setData(coloured(told));
  map.getSource("marks")?.setData(marked(told));
}

// --- the line of a new zone or point: each click is a point, in the field where it can also be typed
const field = () => find("[data-line]");
const typed = () => (field()?.value || "").trim().split(/\s+/).map((each) => each.split(",").map(Number)).filter((each) => each.length === 2 && each.every(Number.isFinite));
function drawnLine() {
  const points = typed();
  const geometry = points.length > 1 ? {type: "LineString", coordinates: points.length > 2 ? [...points, points[0]] : points} : {type: "MultiPoint", coordinates: points};
  return {type: "FeatureCollection", features: [{type: "Feature", properties: {}, geometry}]};
}
function addPoint({lng, lat}) {
  const here = `${lng.toFixed(5)},${lat.toFixed(5)}`;
  field().value = find("[name=kind]").value === "zone" && field().value.trim() ? `${field().value.trim()}\n${here}` : here;
  map.getSource("line").setData(drawnLine());
}
field()?.addEventListener("input", () => map?.getSource("line")?.setData(drawnLine()));

// --- around me: the browser knows where it is, the boundaries are here already, nothing is sent
function holds(ring, [x, y]) {
  let inside = false;
  for (let at = 0, last = ring.length - 1; at < ring.length; last = at++) {
    const [ax, ay] = ring[at], [bx, by] = ring[last];
    if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
function around({coords}) {
  const here = [coords.longitude, coords.latitude], told = payload();
  const unit = lines.features.find((each) => each.geometry.coordinates.some((polygon) => holds(polygon[0], here) && !polygon.slice(1).some((hole) => holds(hole, here))));
  const km = ([x, y]) => Math.hypot((x - here[0]) * 111.32 * Math.cos((here[1] * Math.PI) / 180), (y - here[1]) * 111.32);
  const near = told.marks.filter((each) => each.points.length).map((each) => [Math.min(...each.points.map(km)), each.words]).sort((a, b) => a[0] - b[0]).slice(0, 3);
  const number = (value) => value.toLocaleString(document.documentElement.lang, {maximumFractionDigits: 1});
  say([unit ? told.units[unit.properties.code]?.[1] || unit.properties.name : find("[data-around]").dataset.outside, ...near.map(([far, words]) => `${words}: ${number(far)} km`)].join(" · "));
  map?.flyTo({center: here, zoom: 12});
}
const button = find("[data-around]");
if (button && payload().lines && navigator.geolocation) {
  button.hidden = false;
  find("[data-around-note]").hidden = false;
  button.addEventListener("click", async () => {
    await boundaries(payload());
    navigator.geolocation.getCurrentPosition(around, () => say(button.dataset.refused));
  });
}

// --- the page of everybody: the map on demand, and grey when it is old
const opener = find("[data-open-map]");
if (opener && payload().lines) {
  opener.hidden = false;
  opener.addEventListener("click", () => { opener.hidden = true; open().catch(() => { find("[data-no-webgl]").hidden = false; }); });
}
const stale = find("[data-stale]");
function lookAtAge() {
  const house = Date.parse(stale.dataset.made), page = performance.timeOrigin;
  const isOld = house + (Date.now() - page) >= Date.parse(stale.dataset.stale);
  stale.hidden = !isOld;
  find("[data-content]").classList.toggle("is-stale", isOld);
}
if (stale) { lookAtAge(); setInterval(lookAtAge, 60_000); }

// --- the staff's choices: each change brings new content, the map stays
const choice = find("[data-choice]");
if (choice) {
  const slider = find("[data-slider]", choice), day = find("[name=ngay]", choice);
  find("[data-go]", choice).hidden = true;
  slider.hidden = false;
  const dayAt = (value) => { const found = new Date(`${slider.dataset.last}T00:00Z`); found.setUTCDate(found.getUTCDate() - (Number(slider.max) - value)); return found.toISOString().slice(0, 10); };
  slider.addEventListener("input", () => { day.value = dayAt(Number(slider.value)); });
  let asked = 0;
  choice.addEventListener("change", async () => {
    const mine = ++asked, query = new URLSearchParams(new FormData(choice));
    const level = find("[data-tree]", choice).selectedOptions[0]?.dataset.level;
    if (level) query.set("cap", level);
    const answer = await fetch(`?${query}`, {headers: {Accept: "text/html"}}).catch(() => null);
    if (mine !== asked) return;
    if (!answer?.ok || answer.redirected) { location.search = query; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    find("#tranh").replaceWith(document.adoptNode(find("#tranh", page)));
    find("h1 [data-heading]").textContent = find("h1 [data-heading]", page).textContent;
    find(".map-day", choice).querySelectorAll("a").forEach((link) => link.remove());
    history.replaceState(null, "", `?${query}`);
    say(find("h1").textContent);
    await refresh().catch(() => {});
  });
}
if (script.dataset.auto !== undefined) open().catch(() => { find("[data-no-webgl]").hidden = false; });
