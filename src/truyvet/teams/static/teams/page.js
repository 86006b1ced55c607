// A team's page: a round is fetched once, opened by its member's digits, walked without a network, and sent when there is one.
import { eye } from "../web/camera.js";
import { answer, flush, forget, put as enqueue, waiting } from "../web/outbox.js";
import { sealer } from "../venues/gate/sealed_scan.js";
import { cardFields } from "./card.js";
import { fetchWhole } from "./download.js";
import { doorForm } from "./door_form.js";
import { deviceKey, fromBase64, openBundle, openOwn, roundKey, sealOwn, unwrap, wrap } from "./lock.js";
import { alike, states } from "./round_state.js";
import * as store from "./store.js";

const $ = (id) => document.getElementById(id);
const root = document.querySelector("main");
const words = { ...$("loi").dataset, ...JSON.parse($("danh-muc").textContent), language: document.documentElement.lang === "en" ? "en-GB" : "vi-VN" };
const FACES = ["dang-mo", "nhan", "dat-ma", "khoa", "danh-sach", "nha"];
const PIN_TRIES = 10;
const MAX_PERSONS_AT_DOOR = 30; // of one entry, as rules/door_entry.py; more are written as several entries
const form = doorForm(words);
let open = null; // {key, bundle, entries: [{n, id, told, state}], member} while unlocked
let at = null; // the door whose form is shown
let fetched = null; // {raw, member, name} between the answer of the server and the choice of digits

function face(name) {
  for (const each of FACES) $(each).hidden = each !== name;
  $("doi-nguoi").hidden = !open;
  document.documentElement.dataset.face = name;
}

function say(id, text) {
  $(id).textContent = text;
  $(id).hidden = !text;
}

// --- the clock: the server's, and never before what was seen already, so that putting it back keeps no round alive
async function clock(round) {
  const now = Math.max(Math.floor(Date.now() / 1000) + (round.offset ?? 0), (await store.kept("seen")) ?? 0);
  await store.keep("seen", now);
  return now;
}

async function expire() {
  const round = await store.kept("round");
  if (!round || (await clock(round)) < round.expires) return false;
  open = null;
  await resend(); // what a killed page had not handed to the outbox yet
  await store.wipe();
  say("loi-bao", words.expired);
  await chooseRound();
  return true;
}

// --- what waits to be sent, in words
let readings = 0;
async function tellState(news) {
  const mine = ++readings;
  const ids = new Set((await waiting().catch(() => [])).filter((item) => item.url === root.dataset.send).map((item) => item.id));
  for (const row of await store.log()) {
    if (row.state === "sent" || ids.has(row.id)) continue;
    const said = await answer(row.id);
    if (!said) continue;
    await store.change({ ...row, state: said.status < 300 ? "sent" : "refused" });
    await forget(row.id);
  }
  const rows = await store.log(), refused = rows.filter((row) => row.state === "refused").length;
  const doors = open ? new Set(open.entries.filter((each) => ids.has(each.id)).map((each) => each.told.door)).size : ids.size;
  if (mine !== readings) return;
  const parts = [navigator.onLine ? "" : words.offline, doors || ids.size ? words.waiting.replace("{n}", doors || ids.size) : rows.length ? words.all_sent : ""];
  if (news?.signIn && ids.size) parts.push(words.sign_in);
  if (refused) parts.push(words.refused.replace("{n}", refused));
  say("trang-thai", parts.filter(Boolean).join(" "));
  $("dang-nhap").hidden = !(news?.signIn && ids.size) && document.documentElement.dataset.face !== "nhan";
  root.dataset.waiting = ids.size;
}

// An entry is on the disk under both keys before it goes to the outbox; one that did not get there goes again, under the same id.
async function send(rows) {
  const [phone, round] = [await store.kept("phone"), await store.kept("round")];
  for (const row of rows) {
    await enqueue({ id: row.id, url: root.dataset.send, body: { round: round.code, phone, number: row.n, sealed: row.sealed } });
    await store.change({ ...row, state: "queued" });
  }
}

async function resend() {
  const rows = (await store.log()).filter((row) => row.state === "new");
  if (rows.length) await send(rows);
}

// --- fetching a round
async function chooseRound() {
  const held = await store.kept("round");
  face("nhan");
  $("ve-khoa").hidden = !held;
  $("luot").replaceChildren();
  const said = await fetch(root.dataset.rounds, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  $("dang-nhap").hidden = !said || said.ok;
  if (!said) return say("loi-bao", words.no_network);
  if (!said.ok) return say("loi-bao", said.status === 401 ? words.signed_out : words.not_yours);
  const { rounds, member } = await said.json();
  const mine = rounds.filter((each) => !held || each.code === held.code);
  if (!mine.length) return say("loi-bao", held ? words.not_yours : words.no_round);
  $("luot").replaceChildren(...mine.map((each) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button go walk-next" });
    button.textContent = [each.hamlet || each.commune, each.team, each.day.split("-").reverse().join("/")].join(" · ");
    button.addEventListener("click", () => fetchRound(each.code, member));
    const line = document.createElement("li");
    line.append(button);
    return line;
  }));
}

async function fetchRound(code, member) {
  const phone = (await store.kept("phone")) ?? crypto.randomUUID();
  await store.keep("phone", phone);
  // The same event until it was answered: a broken answer is asked for again and nothing is given twice.
  const asked = (await store.kept("asked")) ?? {};
  asked[`${code} ${member}`] ??= crypto.randomUUID();
  await store.keep("asked", asked);
  const event = asked[`${code} ${member}`], part = await store.kept("part");
  const ask = (have) => fetch(root.dataset.bundle, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ round: code, phone, event_id: event, ...have }),
  });
  say("loi-bao", words.fetching);
  const told = await fetchWhole(ask, part?.event === event ? part : undefined, (held) => store.keep("part", { ...held, event })).catch(() => null);
  if (!told) return say("loi-bao", words.no_network);
  if (told.refused) {
    const why = await told.refused.json().catch(() => ({}));
    return say("loi-bao", why.words ?? (told.refused.status === 401 ? words.signed_out : words.not_yours));
  }
  await store.keep("part", null);
  const [raw, box] = [fromBase64(told.key), told.box];
  const bundle = await openBundle(await roundKey(raw), box, code);
  const round = { code, expires: bundle.round.expires, offset: told.now - Math.floor(Date.now() / 1000) };
  if (!(await store.kept("round"))) {
    await store.keep("box", box);
    await store.keep("round", round);
    await store.keep("device", await deviceKey());
  }
  navigator.storage?.persist?.().catch(() => {});
  fetched = { raw, ...bundle.member };
  say("loi-bao", "");
  face("dat-ma");
  $("ma-moi").focus();
}

$("dat-ma").addEventListener("submit", async (event) => {
  event.preventDefault();
  const pin = $("ma-moi").value;
  if (!/^\d{6}$/.test(pin)) return say("loi-bao", words.pin_short);
  const members = (await store.kept("members")) ?? [];
  const mine = { id: fetched.id, name: fetched.name, tries: 0, ...(await wrap(fetched.raw, pin, await store.kept("device"))) };
  await store.keep("members", [...members.filter((each) => each.id !== mine.id), mine]);
  fetched = null;
  $("ma-moi").value = "";
  await unlock(mine, pin);
});

// --- the lock
async function lock() {
  open = at = null;
  const members = (await store.kept("members")) ?? [];
  if (!members.length) return chooseRound();
  $("nguoi").replaceChildren(...members.map((each) => Object.assign(document.createElement("option"), { value: each.id, textContent: each.name })));
  $("ma").value = "";
  $("noi").textContent = document.title.split(" · ")[0];
  face("khoa");
  await tellState();
}

$("khoa").addEventListener("submit", async (event) => {
  event.preventDefault();
  const members = await store.kept("members");
  const mine = members.find((each) => String(each.id) === $("nguoi").value);
  // Counted before it is tried: a page that is killed meanwhile has used the try.
  mine.tries += 1;
  await store.keep("members", members);
  try {
    await unlock(mine, $("ma").value);
  } catch (error) {
    if (error.name !== "OperationError") throw error;
    const left = PIN_TRIES - mine.tries;
    if (left <= 0) await store.keep("members", members.filter((each) => each !== mine));
    say("loi-bao", left > 0 ? words.wrong_pin.replace("{n}", left) : words.pin_gone);
    if (left <= 0) await lock();
    return;
  }
  mine.tries = 0;
  await store.keep("members", members);
});

async function unlock(mine, pin) {
  const round = await store.kept("round");
  const key = await unwrap(mine, pin, await store.kept("device"));
  const bundle = await openBundle(key, await store.kept("box"), round.code);
  const rows = await store.log();
  const entries = await Promise.all(rows.map(async (row) => ({ id: row.id, told: await openOwn(key, row.own) })));
  const order = (await store.kept("order")) ?? bundle.doors.map((door) => door.code);
  open = { key, bundle, entries, order, member: mine.id, seal: await sealer(bundle.seal) };
  say("loi-bao", "");
  $("noi").textContent = bundle.round.hamlet || bundle.round.commune;
  drawList();
  await tellState();
}

$("doi-nguoi").addEventListener("click", lock);
$("them-nguoi").addEventListener("click", chooseRound);
$("ve-khoa").addEventListener("click", () => { say("loi-bao", ""); lock(); });

// --- the list, in the order of the round or as the team has changed it on this telephone
let isMoving = false;
$("doi-duong").addEventListener("click", () => { isMoving = !isMoving; drawList(); });

async function moveUp(line) {
  const before = line.previousElementSibling?.dataset.door, order = open.order.filter((code) => code !== line.dataset.door);
  order.splice(order.indexOf(before), 0, line.dataset.door);
  open.order = order;
  await store.keep("order", order);
  drawList();
  document.querySelector(`[data-door="${line.dataset.door}"] .walk-up`)?.focus();
}

function drawList() {
  at = null;
  shutCamera();
  const { found } = states(open.bundle.doors, open.entries);
  const lists = { waiting: [], nobody_home: [], done: [] };
  for (const door of [...open.bundle.doors].sort((a, b) => open.order.indexOf(a.code) - open.order.indexOf(b.code))) {
    const { status, directions } = found.get(door.code);
    const line = document.createElement("li"), button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    const [title, under] = [document.createElement("b"), document.createElement("span")];
    title.textContent = `${door.number}. ${door.address || door.code}`;
    under.textContent = [door.persons.map((person) => person.name).join(", "), directions, status in lists ? words.reasons[door.reason] : words.statuses[status]].filter(Boolean).join(" · ");
    under.className = "quiet";
    button.append(title, under);
    button.addEventListener("click", () => show(door));
    line.append(button);
    line.dataset.door = door.code;
    const list = lists[status] ?? lists.done;
    if (isMoving && list.length && list !== lists.done) {
      const up = Object.assign(document.createElement("button"), { type: "button", className: "button small walk-up", textContent: words.up });
      up.setAttribute("aria-label", words.up_door.replace("{n}", door.number));
      up.addEventListener("click", () => moveUp(line));
      line.append(up);
    }
    list.push(line);
  }
  for (const [name, lines] of Object.entries(lists)) {
    document.querySelector(`[data-list="${name}"]`).replaceChildren(...lines);
    document.querySelector(`[data-count="${name}"]`).textContent = lines.length;
  }
  $("doi-duong").setAttribute("aria-pressed", isMoving);
  $("so-nha").textContent = words.progress.replace("{done}", lists.done.length).replace("{all}", open.bundle.doors.length);
  $("the-giay").href = $("the-giay").dataset.address.replace("ABCDEFGH", open.bundle.round.code);
  $("het-gio").textContent = words.expires.replace("{at}", new Date(open.bundle.round.expires * 1000).toLocaleString(words.language, { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" }));
  const next = lists.waiting[0] ?? lists.nobody_home[0];
  $("tiep").hidden = !next;
  $("tiep").onclick = () => next.firstElementChild.click();
  face("danh-sach");
}

// --- one door
function show(door) {
  const { found, gone } = states(open.bundle.doors, open.entries);
  const state = found.get(door.code), known = open.bundle.doors.flatMap((each) => each.persons);
  const added = state.added.map((each) => (each.code ? known.find((person) => person.code === each.code) : { name: each.name, year: each.year, gender: each.gender, isNew: true })).filter(Boolean);
  at = { door, state };
  face("nha");
  form.show(door, state, [...door.persons.filter((person) => !gone.has(person.code)), ...added]);
  $("nha-ten").focus();
  window.scrollTo(0, 0);
}

$("bo").addEventListener("click", drawList);

// A card before the camera fills in who is added; nothing but name, year and sex is read from it.
let card = null;
const shutCamera = eye({ video: $("hinh"), button: $("quet"), refused: $("khong-anh") }, (text) => {
  const found = cardFields(text);
  if (!found) return say("tim-thay", words.no_card);
  shutCamera();
  [$("ten-moi").value, $("nam-moi").value, card] = [found.name, found.year, found];
  $("tim").click();
});

$("tim").addEventListener("click", () => {
  const name = $("ten-moi").value.trim(), year = Number($("nam-moi").value);
  if (!name || !(year >= 1900 && year <= 2100)) return say("tim-thay", words.person);
  const done = (person, options) => {
    const block = form.add(person, options);
    $("ten-moi").value = $("nam-moi").value = "";
    $("giong").replaceChildren();
    say("tim-thay", "");
    $("ghi-moi").hidden = true;
    $("them").open = false;
    block.scrollIntoView({ block: "center" });
  };
  const gender = card?.name === name && card.year === year ? card.gender : "";
  const found = alike(open.bundle.doors, name, year);
  say("tim-thay", found.length ? "" : words.nobody_found);
  $("giong").replaceChildren(...found.map(({ door, person }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = words.lives_at.replace("{name}", person.name).replace("{year}", person.year ?? "?").replace("{n}", door.number);
    button.addEventListener("click", () => done(person, { livesHereNow: door !== at.door }));
    const line = document.createElement("li");
    line.append(button);
    return line;
  }));
  $("ghi-moi").hidden = false;
  $("ghi-moi").onclick = () => done({ name, year, gender, isNew: true }, { livesHereNow: true });
});

$("nha").addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = form.read();
  $("nha-loi").textContent = told.problem ?? "";
  if (told.problem) return void told.at.scrollIntoView({ block: "center" });
  const { door, state } = at, second = Math.floor(Date.now() / 1000);
  const common = { door: door.code, at: second, member: open.member };
  const entries = [];
  do entries.push({ ...common, kind: "visit", ...told, persons: told.persons.splice(0, MAX_PERSONS_AT_DOOR) });
  while (told.persons.length);
  const directions = $("chi-duong").value.trim();
  if (directions !== state.directions.split("\n").join(" / ")) entries.push({ ...common, kind: "directions", value: directions, base: state.base });
  try {
    const rows = [];
    for (const each of entries) {
      const id = crypto.randomUUID();
      rows.push({ id, sealed: await open.seal(id, each), own: await sealOwn(open.key, each), state: "new" });
    }
    const numbers = await store.add(rows);
    open.entries.push(...rows.map((row, place) => ({ id: row.id, told: entries[place] })));
    await send(rows.map((row, place) => ({ ...row, n: numbers[place] })));
  } catch (error) {
    console.warn("teams", error.name);
    return void ($("nha-loi").textContent = words.not_kept);
  }
  drawList();
  await tellState();
  $("tiep").focus();
});

// --- begin
window.addEventListener("outbox", (event) => tellState(event.detail));
for (const news of ["online", "offline"]) window.addEventListener(news, () => tellState());
window.addEventListener("beforeunload", (event) => {
  if (Number(root.dataset.waiting) || form.isTouched()) event.preventDefault();
});
setInterval(expire, 60_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) expire(); });

navigator.locks.request("truyvet-teams", { ifAvailable: true }, async (lockHeld) => {
  if (!lockHeld) return void ($("hai-the").hidden = false);
  if (!(await expire())) {
    await resend();
    await lock();
    flush();
  }
  document.documentElement.dataset.ready = "1";
  await new Promise(() => {});
});
