// A finished declaration: into the outbox, then what became of it, now or whenever the network returns.
import { answer, forget, put as enqueue } from "../web/outbox.js";
import { received } from "../passes/own_declarations.js";
import { all, put, remove } from "./store.js";
import { clock, word } from "./words.js";

// Hands a declaration to the outbox. It is on the disk twice before this resolves: there to be sent, here to be corrected.
// Throws when this browser keeps nothing.
export async function send(id, url, body) {
  await put(`sent:${id}`, { body, at: Date.now() });
  try {
    await enqueue({ id, url, body });
  } catch (error) {
    await remove(`sent:${id}`);
    throw error;
  }
}

// What became of a declaration: {status, answer} or undefined while it waits. An answer is read once: a declaration that
// still needs its phone proved is kept for that, one that was refused goes back to its draft.
export async function outcome(id, body) {
  const said = await answer(id);
  if (!said) return undefined;
  if (said.status < 300 && said.answer?.needs_sign_in) await put(`proof:${id}`, { at: Date.now() });
  if (body.made_for === "self") await received(id, said).catch(() => {}); // a browser that keeps nothing holds no pass
  if (said.status >= 400) await put(`draft:${body.form}`, { ...body, id, problems: said.answer?.problems ?? [], at: Date.now() });
  await remove(`sent:${id}`);
  await forget(id);
  return said;
}

// Declarations sent while signed out count once the phone is proved: [code] of those that do from now on.
export async function prove(url) {
  const waiting = (await all("proof:")).map(([name]) => name);
  if (!waiting.length) return [];
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ declared: waiting.slice(-20).map((name) => name.slice("proof:".length)) }),
    redirect: "manual",
  });
  if (!response.ok) return [];
  for (const name of waiting) await remove(name);
  return (await response.json()).claimed;
}

// Draws in the panel what became of a declaration, at every piece of news until the server has answered. An answer is read
// once, so nothing is drawn after it. refused(said) when the form has to be corrected.
export async function follow(panel, form, id, body, refused) {
  const since = Date.now(), heard = new AbortController();
  let signIn = false; // it waits until its declarer signs in
  const look = async (news) => {
    signIn = news?.detail?.signIn ?? signIn;
    const said = await outcome(id, body);
    if (heard.signal.aborted) return;
    if (said) heard.abort();
    if (said?.status >= 400) return refused(said);
    draw(panel, form, said, since, signIn);
  };
  for (const news of ["outbox", "online", "offline"]) window.addEventListener(news, look, { signal: heard.signal });
  await look();
}

function callButton({ label, dial, shown }) {
  const number = Object.assign(document.createElement("b"), { className: "figures", textContent: shown });
  const link = Object.assign(document.createElement("a"), { className: "button", href: `tel:${dial}` });
  link.append(`${label} `, number);
  return link;
}

// The panel that stands in the place of the form once it is sent.
function draw(panel, form, said, since, signIn) {
  const told = said?.answer;
  const state = said ? "sent" : !navigator.onLine ? "offline" : signIn ? "sign_in" : "sending";
  panel.querySelector("[data-result-title]").textContent = word(`${state}_title`);
  panel.querySelector("[data-result-text]").textContent = word(`${state}_text`, { code: told?.code ?? "", time: clock(since) });
  const lines = [...(told?.advice ?? []), ...(told?.needs_sign_in ? [word("sign_in")] : [])];
  panel.querySelector("[data-result-advice]").replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  panel.querySelector("[data-result-calls]").replaceChildren(...(told?.calls ?? []).map(callButton));
  const go = panel.querySelector("[data-result-go]");
  go.hidden = !told?.may_have_pass && !told?.needs_sign_in && state !== "sign_in";
  go.href = told?.may_have_pass ? form.dataset.pass : `${form.dataset.signIn}?tiep=${encodeURIComponent(form.dataset.pass)}`;
  go.textContent = word(told?.may_have_pass ? "go_pass" : "go_sign_in");
  panel.dataset.state = state;
}
