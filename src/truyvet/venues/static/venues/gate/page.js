// The gate: a code comes in by camera, hand scanner or number; an answer is shown at once, sealed, kept and sent.
import { bus } from "./bus.js";
import { eye } from "../../web/camera.js";
import { chooser } from "./venue_picker.js";
import { counting } from "./counts.js";
import { judging } from "./gate_verdict.js";
import { manual } from "./manual.js";
import { sealer } from "./sealed_scan.js";
import { freshening, keyOf } from "./setup.js";
import { allowSound, clock as clockWords, shower } from "./show.js";
import { showing } from "./repeated_reads.js";
import { status } from "./status.js";
import * as store from "./store.js";
import { trimmed } from "./code_kinds.js";
import { sender } from "./sync.js";
import { wedge } from "./hand_scanner.js";

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("loi").textContent);
const board = shower($("ket-qua"), words);
const counts = counting($("dem"), words.language);
const line = status($("trang-thai"), words);
const coach = bus($("xe"), $("chon-xe"), { words: { ...words.bus, verdicts: words.verdicts }, clock: clockWords });
let config = null, judge = null, seal = null, fresh = null;
let queue = Promise.resolve();

$("may-anh").addEventListener("click", allowSound);
const shutCamera = eye({ video: $("hinh"), button: $("may-anh"), refused: $("khong-anh") }, scan);
const clock = () => Math.floor(Date.now() / 1000) + (config?.offset ?? 0);
const wayNow = () => $("chieu").value;

const sync = sender({
  keyOf,
  clock,
  tell: async ({ state, results = [], venue }) => {
    for (const result of results) board.learn(result);
    line.set({ sending: state });
    await recount();
    if (state === "signed_out" && venue === config?.of) line.set({ signedOut: true });
  },
});
// How much waits, and how much of it for other places that this device may no longer speak for.
const waiting = () => store.waiting([...sync.shut].filter((venue) => venue !== config?.of));
// Draws it; of two readings at once the later one counts, so that "all sent" is never said of a moment ago.
let readings = 0;
async function recount() {
  const mine = ++readings, found = await waiting();
  if (mine === readings) line.set({ waiting: found });
}

// One text after the other, so that numbers and answers keep the order in which people came.
function scan(text, { admitted = false } = {}) {
  const begun = judge && showing(trimmed(text), wayNow(), admitted);
  if (begun) queue = queue.then(() => take(text, begun, admitted)).catch(failed);
  return queue;
}

async function take(text, { redrawn }, admitted) {
  const at = clock(), way = wayNow(), id = crypto.randomUUID();
  const answer = admitted ? { ...(await judge(text, at)), verdict: "pass", reason: "" } : await judge(text, at);
  if (redrawn(answer.token)) return;
  const place = await store.nextPlace();
  const plain = { at, way, text: trimmed(text), told: answer.verdict, place, group: coach.group() };
  const sealed = { place, id, venue: config.of, sealed: await seal(id, plain), kid: config.seal.kid, made: Date.now() };
  const counted = counts.after(answer.verdict, way);
  await store.add(sealed, answer.seen, counted);
  await recount(); // before it is counted: whoever sees the count also sees what waits
  counts.set(counted);
  document.documentElement.dataset.kept = place;
  const { kind, verdict, reason, declared } = answer;
  board.show({ id, at, way, kind, verdict, reason, declared, admitted, text: verdict === "look" ? text : "" });
  await coach.note({ verdict, at });
  sync.kick();
}

function failed(error) {
  // Storage that is full or shut: the guard is told, and nobody is let in by an answer that was not kept.
  line.set({ broken: true });
  board.show({ id: "", at: clock(), way: wayNow(), kind: "", verdict: "look", reason: "not_kept" });
  console.warn(error);
}

async function know(next) {
  config = next;
  [judge, seal] = [await judging(next), await sealer(next.seal)];
  line.set({ revokedAt: next.revoked.at, now: clock, offline: false, signedOut: false });
  await recount();
  $("noi").textContent = [next.gate.label, next.venue.zone || next.venue.name].join(" · ");
  sync.kick(next.of);
}

function open(face) {
  for (const each of ["dang-mo", "thiet-lap", "cong"]) $(each).hidden = each !== face;
}

async function enter(next, way) {
  await know(next);
  $("chieu").value = way;
  open("cong");
  fresh ??= freshening(know, (word) => line.set(word === "signed_out" ? { signedOut: true } : { offline: true }));
}

async function begin() {
  const held = await store.kept("config");
  await Promise.all([counts.restore(), coach.restore()]);
  if (held) {
    await enter(held, (await store.kept("way")) ?? held.gate.way);
  } else {
    open("thiet-lap");
    await choose();
  }
  document.documentElement.dataset.ready = "1";
}

// --- setting up
const choose = chooser(words.setup, async (made, way) => {
  await store.keep("way", way);
  await enter(made, way);
});
$("doi-cong").addEventListener("click", () => {
  if (!navigator.onLine) return line.set({ offline: true }); // nothing could be chosen, and this gate goes on
  shutCamera();
  open("thiet-lap");
  choose({ back: true });
});
$("quay-lai").addEventListener("click", () => open("cong"));

// --- scanning
$("chieu").addEventListener("change", () => store.keep("way", wayNow()));
$("ket-qua").querySelector('[data-part="admit"]').addEventListener("click", () => {
  const text = board.admit();
  if (text) scan(text, { admitted: true });
});
wedge($("may-quet"), scan);

const byPhone = manual($("bang-so"), {
  words: words.manual, clock, wayNow, keyNow: () => keyOf(config.of),
  done: ({ event_id: id, verdict, reason, initials, declared_at: declared }, { at, way }) => {
    const counted = counts.after(verdict, way);
    counts.set(counted);
    store.keep("counts", counted);
    board.show({ id, at, way, kind: "phone", verdict, reason, initials, declared });
    coach.note({ verdict, at });
  },
});
$("so").addEventListener("click", byPhone.open);
$("ca-xe").addEventListener("click", coach.open);
$("giay-to").addEventListener("click", () => { $("huong-dan").hidden = !$("huong-dan").hidden; });

// One page at a time: two would share the running numbers and the camera.
navigator.locks.request("truyvet-gate", { ifAvailable: true }, async (lock) => {
  if (!lock) return void ([$("hai-the").hidden, $("cho").hidden] = [false, true]);
  await begin();
  await new Promise(() => {});
});
