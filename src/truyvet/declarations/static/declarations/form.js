// The page of one form: skip logic, rows of a repeat, the draft, and the sending. Without this script it is a plain form.
import { asks, clear, collect, fill, inputs, valueOf } from "./answers.js";
import { say } from "./checks.js";
import { draw, outcome, send } from "./sending.js";
import { Steps } from "./steps.js";
import { get, put, remove, uuid } from "./store.js";
import { join } from "./units.js";
import { clock, problem, word } from "./words.js";

const form = document.querySelector("[data-declare]");
const citizen = form.dataset.mode === "citizen";
const draftName = `draft:${citizen ? "" : "team:"}${form.dataset.declare}`;
const panel = document.querySelector("[data-result]");
const HOME = ["province", "district", "ward", "address", "phone"]; // what somebody of the same house shares
const units = join(form);
const steps = citizen ? new Steps(form) : null;
let eventId = uuid();
let mine = null; // the signed-in citizen's own answers and relatives
let busy = false;

// --- what is asked
function showAndHide() {
  for (const ask of form.querySelectorAll("[data-shown-field]")) {
    const over = form.querySelector(`[data-field="${CSS.escape(ask.dataset.shownField)}"]`);
    ask.hidden = over.hidden || !ask.dataset.shownValues.split(" ").includes(String(valueOf(over))) || ("relatives" in ask.dataset && !mine?.relatives.length);
  }
}

let rows = 0;
function addRow(ask) {
  const row = ask.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  rows += 1;
  for (const node of row.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
    for (const name of ["id", "for", "name", "aria-describedby"]) {
      if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replaceAll("#", `${rows}`));
    }
  }
  ask.querySelector(":scope > [data-rows]").append(row);
  return row;
}

form.addEventListener("click", (event) => {
  const ask = event.target.closest("[data-widget=repeat]");
  if (event.target.closest("[data-add]") && ask.querySelectorAll("[data-entry]").length < Number(ask.dataset.most)) {
    addRow(ask).querySelector("input, select, textarea").focus();
    keep();
  } else if (event.target.closest("[data-remove]")) {
    event.target.closest("[data-entry]").remove();
    ask.querySelector("[data-add]").focus();
    keep();
  }
});

// "None of these" and a sign exclude each other.
form.addEventListener("change", (event) => {
  const ask = event.target.closest("[data-widget=ticks]");
  if (!ask || !event.target.checked) return;
  for (const input of inputs(ask)) if ("none" in input.dataset !== "none" in event.target.dataset) input.checked = false;
});

// --- the draft
function envelope() {
  const chosen = (name) => form.querySelector(`[data-field="${name}"]`);
  const relative = citizen && !chosen("relative_id").hidden ? Number(valueOf(chosen("relative_id"))) || null : null;
  return citizen ? { made_for: valueOf(chosen("made_for")) || "self", tie: chosen("tie").hidden ? "" : valueOf(chosen("tie")), relative_id: relative } : {};
}

async function keep() {
  const draft = { ...envelope(), answers: collect(form), step: steps?.at ?? 0, id: eventId, at: Date.now() };
  try {
    await put(draftName, draft);
    form.querySelector("[data-kept]").textContent = word("kept", { time: clock(draft.at) });
  } catch {
    form.querySelector("[data-kept]").textContent = ""; // a browser that keeps nothing: the page still works
  }
}

form.addEventListener("input", (event) => {
  const ask = event.target.closest("[data-field]");
  if (ask) {
    say(ask, "");
    delete ask.dataset.prefilled;
  }
  showAndHide();
  keep();
});

async function restore() {
  const draft = await get(draftName).catch(() => undefined);
  if (!citizen && document.querySelector("#vua-ghi")) return remove(draftName);
  if (!draft || draft.at < Date.now() - 7 * 86_400_000) return;
  eventId = draft.id ?? eventId;
  choose(draft);
  fill(form, draft.answers ?? {}, addRow);
  await units.settle();
  showAndHide();
  form.querySelector("[data-kept]").textContent = word("restored");
  showProblems(draft.problems ?? []);
  return draft;
}

function choose({ made_for: madeFor, tie }) {
  for (const input of form.querySelectorAll("[name=made_for]")) input.checked = input.value === (madeFor ?? "self");
  if (tie) form.querySelector("[name=tie]").value = tie;
}

function showProblems(problems) {
  let first = null;
  for (const { field, reason, words } of problems) {
    const ask = form.querySelector(`[data-field="${CSS.escape(field.split(".")[0])}"]`);
    if (!ask) continue;
    say(ask, words ?? problem(reason));
    first ??= ask;
  }
  if (first) steps?.reveal(first);
}

// --- what is known of who is signed in; fetched, so that the kept page holds nothing of anybody
async function prefill(anew) {
  try {
    const response = await fetch(form.dataset.own, { credentials: "same-origin", redirect: "manual" });
    if (response.ok) mine = await response.json();
  } catch {
    return; // no network: the draft is enough
  }
  if (!mine) return;
  const list = form.querySelector("[data-relatives-list]");
  list.append(...mine.relatives.map((each) => new Option(each.name, each.id)));
  showAndHide();
  if (anew) await carry();
}

async function carry() {
  if (!mine) return;
  const { made_for: madeFor, relative_id: relative } = envelope();
  const known = madeFor === "self" ? mine.answers : mine.relatives.find((each) => each.id === relative)?.answers;
  for (const ask of form.querySelectorAll("[data-prefilled]")) {
    clear(ask);
    delete ask.dataset.prefilled;
  }
  const empty = asks(form).filter((ask) => !collectOne(ask) && (known || HOME.includes(ask.dataset.means)));
  const source = known ?? (madeFor === "relative" ? mine.answers : {});
  const fitting = Object.fromEntries(empty.map((ask) => [ask.dataset.field, source[ask.dataset.field]]).filter(([, value]) => value !== undefined));
  for (const ask of fill(form, fitting, addRow)) ask.dataset.prefilled = "";
  await units.settle();
  showAndHide();
}

function collectOne(ask) {
  const value = valueOf(ask);
  return Array.isArray(value) ? value.length : value && ask.dataset.widget !== "radios" && ask.dataset.widget !== "ticks";
}

form.addEventListener("change", (event) => {
  if (event.target.name === "made_for" || event.target.name === "relative_id") carry().then(keep);
});

// --- sending
form.addEventListener("submit", async (event) => {
  if (!citizen) return;
  event.preventDefault();
  if (busy || !steps.whole()) return;
  busy = true;
  const { made_for, tie, relative_id } = envelope();
  const answers = collect(form);
  const body = {
    form: form.dataset.declare, version: form.dataset.version, language: form.dataset.language, consent: form.dataset.consent,
    made_for, tie, relative_id, answers, made_at: Math.floor(Date.now() / 1000),
  };
  await send(eventId, form.dataset.send, body);
  await remove(draftName);
  await finish(eventId, body);
});

async function finish(id, body) {
  const since = Date.now();
  form.hidden = true;
  document.querySelector("[data-lead]").hidden = true;
  window.scrollTo(0, 0);
  panel.hidden = false;
  const look = async () => {
    const said = await outcome(id, body);
    if (said?.status >= 400) return back(id, said);
    draw(panel, form, said, since);
    if (said) window.removeEventListener("outbox", look);
  };
  window.addEventListener("outbox", look);
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  await look();
  panel.focus();
}

// Refused: the form again, with what was typed and the words beside the questions.
function back(id, said) {
  busy = false;
  panel.hidden = true;
  form.hidden = false;
  if (said.status === 409) eventId = uuid();
  showProblems(said.answer?.problems ?? []);
  keep();
}

// --- begin
async function begin() {
  const asked = location.hash.slice(1);
  const draft = await restore();
  if (!draft && ["self", "relative", "other"].includes(asked)) choose({ made_for: asked });
  showAndHide();
  steps?.show(0);
  await units.settle();
  if (citizen) await prefill(!draft);
  form.dataset.ready = "";
}
begin();
