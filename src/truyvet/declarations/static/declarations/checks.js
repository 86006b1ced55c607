// What a phone can see by itself before anything is sent; the server checks everything again (rules/field_parsers.py).
import { asks, empty, inputs, valueOf } from "./answers.js";
import { problem } from "./words.js";

const SHAPES = {
  year: [/^(18|19|20)\d\d$/, "not_a_year"],
  phone: [/^(\+?84|0)\d{9,10}$|^\+[1-9]\d{6,14}$/, "not_a_phone", /[\s.()-]/g],
  email: [/^[^\s@]+@[^\s@]+\.[a-z]{2,24}$/i, "not_an_email"],
  identity: [/^(\d{9}|\d{12}|[A-Z]{2}\d{13}|(?=.*\d)[A-Z0-9]{6,12})$/i, "not_an_identity_number", /[\s.-]/g],
  name: [/^[^\d<>{}[\]=@|\\/]*\p{L}[^\d<>{}[\]=@|\\/]*$/u, "not_a_name"],
  temperature: [/^\d\d([.,]\d{1,4})?$/, "not_a_temperature"],
};

// Shows what is wrong below `root`; answers the first wrong question, null when all is well.
export function check(root) {
  let first = null;
  for (const ask of asks(root)) {
    const reason = ask.hidden || ask.closest("[data-field][hidden]") ? "" : reasonOf(ask);
    say(ask, reason && problem(reason));
    if (reason) first ??= ask;
    for (const row of ask.querySelectorAll(":scope > [data-rows] > [data-entry]")) first = check(row) ?? first;
  }
  return first;
}

export function reasonOf(ask) {
  const value = valueOf(ask);
  if (empty(value)) return "required" in ask.dataset && !emptyRow(ask) && !spared(ask) ? "missing" : "";
  const [shape, reason, noise] = SHAPES[ask.dataset.kind] ?? [];
  return shape && !shape.test(String(value).replace(noise ?? "", "")) ? reason : "";
}

// Somebody for whom another answers may have no telephone.
function spared(ask) {
  const whom = ask.closest("form")?.querySelector("[name=made_for]:checked")?.value ?? "self";
  return ask.dataset.means === "phone" && whom !== "self";
}

// A row that somebody opened and left empty is passed over.
function emptyRow(ask) {
  const row = ask.closest("[data-entry]");
  return row !== null && asks(row).every((each) => empty(valueOf(each)));
}

// Shows what the server found wrong: [{field, reason, words}]; answers the first question of them, null for none.
export function complain(form, problems) {
  let first = null;
  for (const { field, reason, words } of problems) {
    const ask = form.querySelector(`[data-field="${CSS.escape(field.split(".")[0])}"]`);
    if (!ask) continue;
    say(ask, words ?? problem(reason));
    first ??= ask;
  }
  return first;
}

// Puts words beside a question, or takes them away.
export function say(ask, words) {
  const line = ask.querySelector(":scope > [data-error]");
  if (!line) return;
  line.hidden = !words;
  line.lastElementChild.textContent = words;
  ask.classList.toggle("wrong", Boolean(words));
  for (const input of inputs(ask)) {
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}
