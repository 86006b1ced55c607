// The page of one form: skip logic, the draft, and the sending. Without this script it is a plain form.
import { declaring } from "../passes/own_declarations.js";
import { closesGate, collect, fill, valueOf } from "./answers.js";
import { complain, say } from "./checks.js";
import { carry, fetchOwn } from "./own_answers.js";
import { rows } from "./repeat_rows.js";
import { follow, send } from "./submission.js";
import { Steps } from "./steps.js";
import { all, put, remove, uuid } from "./store.js";
import { join } from "./units.js";
import { clock, word } from "./words.js";

const form = document.querySelector("[data-declare]");
const citizen = form.dataset.mode === "citizen";
const draftName = `draft:${citizen ? "" : "team:"}${form.dataset.declare}`;
const panel = document.querySelector("[data-result]");
const DRAFT_DAYS = 7;
const units = join(form);
const addRow = rows(form, keep);
const steps = citizen ? new Steps(form) : null;
let eventId = uuid();
let mine = null; // the signed-in citizen's own answers and relatives
let busy = false;

// --- what is asked
function showAndHide() {
  for (const ask of form.querySelectorAll("[data-shown-field]")) {
    const over = form.querySelector(`[data-field="${CSS.escape(ask.dataset.shownField)}"]`);
    // What was written stays in sight when the answer above it becomes No: it is sent, and a contradiction is called about.
    const written = ask.querySelector("textarea")?.value.trim();
    const isAsked = ask.dataset.shownValues.split(" ").includes(String(valueOf(over)));
    ask.hidden = over.hidden || (!isAsked && !written) || ("relatives" in ask.dataset && !mine?.relatives.length);
  }
}

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

const forget = () => remove(draftName).catch(() => {});

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
  if (!citizen && document.querySelector("#vua-ghi")) return void (await forget());
  const drafts = await all("draft:", DRAFT_DAYS).catch(() => []); // what is older leaves the phone, of every form
  const [, draft] = drafts.find(([name]) => name === draftName) ?? [];
  if (!draft) return;
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
  const first = complain(form, problems);
  if (first) steps?.reveal(first);
}

// --- what is known of who is signed in
async function prefill(anew) {
  mine = await fetchOwn(form);
  showAndHide();
  if (anew) await refill();
}

async function refill() {
  if (!mine) return;
  carry(form, mine, envelope(), addRow);
  await units.settle();
  showAndHide();
}

form.addEventListener("change", (event) => {
  if (event.target.name === "made_for" || event.target.name === "relative_id") refill().then(keep);
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
  // The pass on this phone goes first, whatever becomes of the network.
  if (made_for === "self") await declaring(eventId, closesGate(answers, JSON.parse(form.dataset.closing))).catch(() => {});
  try {
    await send(eventId, form.dataset.send, body);
  } catch {
    return unkept();
  }
  await forget();
  await finish(body);
});

// A browser that keeps nothing, or is full: the server's door for browsers without scripts takes the form itself.
function unkept() {
  busy = false;
  if (!navigator.onLine) return void (form.querySelector("[data-kept]").textContent = word("not_kept"));
  form.elements.event_id.value = eventId;
  form.submit();
}

async function finish(body) {
  form.hidden = true;
  document.querySelector("[data-lead]").hidden = true;
  window.scrollTo(0, 0);
  panel.hidden = false;
  await follow(panel, form, eventId, body, back);
  panel.focus();
}

// Refused: the form again, with what was typed and the words beside the questions.
function back(said) {
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
