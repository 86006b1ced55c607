// The gate: a code comes in by camera, hand scanner or number; an answer is shown at once, sealed, kept and sent.
import { bus } from "./bus.js";
import { camera } from "./camera.js";
import { counting } from "./counts.js";
import { judging } from "./judge.js";
import { manual } from "./manual.js";
import { sealer } from "./seal.js";
import { freshening, keyOf, places, setUp } from "./setup.js";
import { allowSound, clock as clockWords, shower } from "./show.js";
import { status } from "./status.js";
import * as store from "./store.js";
import { trimmed } from "./sorts.js";
import { sender } from "./sync.js";
import { wedge } from "./wedge.js";

const SAME = 5_000; // milliseconds in which the same text before the scanner is the same showing
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("loi").textContent);
const board = shower($("ket-qua"), words);
const counts = counting($("dem"), words.language);
const line = status($("trang-thai"), words);
const coach = bus($("xe"), $("chon-xe"), { words: { ...words.bus, verdicts: words.verdicts }, clock: clockWords });
let config = null, judge = null, seal = null, stopCamera = null, last = { text: "", until: 0 };
let queue = Promise.resolve();

const clock = () => Math.floor(Date.now() / 1000) + (config?.offset ?? 0);
const wayNow = () => $("chieu").value;

const sync = sender({
  keyOf,
  clock,
  tell: async ({ state, results = [] }) => {
    for (const result of results) board.learn(result);
    line.set({ sending: state });
    line.set({ waiting: await store.waiting() });
    if (state === "signed_out") line.set({ signedOut: true });
  },
});

// One text after the other, so that numbers and answers keep the order in which people came.
function scan(text, { admitted = false } = {}) {
  const shown = trimmed(text), at = Date.now();
  if (!judge || (!admitted && shown === last.text && at < last.until)) {
    if (shown === last.text) last.until = at + SAME;
    return queue;
  }
  last = { text: shown, until: at + SAME };
  queue = queue.then(() => take(text, admitted)).catch(failed);
  return queue;
}

async function take(text, admitted) {
  const at = clock(), way = wayNow(), id = crypto.randomUUID();
  const answer = admitted ? { ...(await judge(text, at)), verdict: "pass", reason: "" } : await judge(text, at);
  const place = await store.nextPlace();
  const plain = { at, way, text: trimmed(text), told: answer.verdict, place, group: coach.group() };
  const sealed = { place, id, venue: config.of, sealed: await seal(id, plain), kid: config.seal.kid, made: Date.now() };
  const counted = counts.after(answer.verdict, way);
  await store.add(sealed, answer.seen, counted);
  counts.set(counted);
  document.documentElement.dataset.kept = place;
  const { kind, verdict, reason, declared } = answer;
  board.show({ id, at, way, kind, verdict, reason, declared, admitted, text: verdict === "look" ? text : "" });
  await coach.note({ verdict, at });
  line.set({ waiting: await store.waiting() });
  sync.kick();
  return { id, verdict, reason };
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
  $("noi").textContent = [next.gate.label, next.venue.zone || next.venue.name].join(" · ");
}

function open(face) {
  for (const each of ["dang-mo", "thiet-lap", "cong"]) $(each).hidden = each !== face;
}

async function begin() {
  const held = await store.kept("config");
  await Promise.all([counts.restore(), coach.restore()]);
  line.set({ waiting: await store.waiting() });
  if (held) {
    await know(held);
    $("chieu").value = (await store.kept("way")) ?? held.gate.way;
    open("cong");
    freshening(know, (word) => line.set(word === "signed_out" ? { signedOut: true } : { offline: true }));
    sync.kick();
  } else {
    open("thiet-lap");
    await choose();
  }
  document.documentElement.dataset.ready = "1";
}

// --- setting up
async function choose() {
  const found = await places().catch(() => undefined);
  $("chua-vao").hidden = found !== null;
  $("mat-mang").hidden = found !== undefined;
  $("chua-gac").hidden = !(found && !found.length);
  $("chon").hidden = !found?.length;
  const options = (found ?? []).flatMap(({ code, name, zones }) => [
    new Option(name, code),
    ...zones.map((zone) => new Option(`${name}: ${zone.name}`, zone.code)),
  ]);
  $("chon").elements.venue.replaceChildren(...options);
}

$("chon").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  allowSound();
  const { venue, label, way } = submitted.target.elements;
  try {
    const made = await setUp({ venue: venue.value, label: label.value.trim(), way: way.value });
    await store.keep("way", way.value);
    $("chieu").value = way.value;
    await know(made);
    open("cong");
    freshening(know, (word) => line.set(word === "signed_out" ? { signedOut: true } : { offline: true }));
    sync.kick();
  } catch (error) {
    $("chon-loi").textContent = words.setup[error.message] ?? words.setup.failed;
    $("chon-loi").hidden = false;
  }
});
$("doi-cong").addEventListener("click", () => { stopCamera?.(); stopCamera = null; open("thiet-lap"); choose(); });

// --- scanning
$("chieu").addEventListener("change", () => store.keep("way", wayNow()));
$("ket-qua").querySelector('[data-part="admit"]').addEventListener("click", () => {
  const shown = board.current();
  if (shown?.text) scan(shown.text, { admitted: true });
});
$("may-anh").addEventListener("click", async () => {
  allowSound();
  try {
    $("may-anh").hidden = true;
    stopCamera = await camera($("hinh"), scan);
    $("hinh").hidden = false;
  } catch {
    $("may-anh").hidden = false;
    $("khong-anh").hidden = false;
  }
});
wedge($("may-quet"), scan);

const byPhone = manual($("bang-so"), {
  words: words.manual, clock, wayNow, keyNow: () => keyOf(config.of),
  done: ({ event_id: id, verdict, reason, initials, declared_at: declared }, at) => {
    const counted = counts.after(verdict, wayNow());
    counts.set(counted);
    store.keep("counts", counted);
    board.show({ id, at, way: wayNow(), kind: "phone", verdict, reason, initials, declared });
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
