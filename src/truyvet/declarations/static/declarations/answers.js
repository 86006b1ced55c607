// Between the questions of the page and the answers by field name that the server takes.
const PREFIX = "a.";

// The questions of a form, or of one row of a repeat; not those inside its rows.
export function asks(root) {
  return [...root.querySelectorAll("[data-field]")].filter((ask) => ask.parentElement.closest("[data-entry]") === root.closest("[data-entry]"));
}

export function inputs(ask) {
  return [...ask.querySelectorAll("input, select, textarea")].filter((input) => !input.closest("noscript"));
}

// What is answered to one question: text, a list of rows, or for ticks an object by field name; "" or undefined for nothing.
export function valueOf(ask) {
  const all = inputs(ask);
  if (ask.dataset.widget === "radios") return all.find((input) => input.checked)?.value ?? "";
  if (ask.dataset.widget === "ticks") return ticks(all);
  if (ask.dataset.widget === "repeat") {
    const rows = [...ask.querySelectorAll(":scope > [data-rows] > [data-entry]")].map((row) => collect(row));
    return rows.filter((row) => Object.keys(row).length);
  }
  return all[0]?.value.trim() ?? "";
}

function ticks(all) {
  const none = all.find((input) => "none" in input.dataset);
  const signs = all.filter((input) => input !== none);
  if (!all.some((input) => input.checked)) return undefined;
  return Object.fromEntries(signs.map((input) => [input.name.slice(PREFIX.length), !none.checked && input.checked ? "1" : "0"]));
}

export function empty(value) {
  return value === undefined || value === "" || (Array.isArray(value) && !value.length);
}

// All answers below `root` that are shown, by field name.
export function collect(root) {
  const said = {};
  for (const ask of asks(root)) {
    if (ask.hidden || !inputsAre(ask)) continue;
    const value = valueOf(ask);
    if (empty(value)) continue;
    if (ask.dataset.widget === "ticks") Object.assign(said, value);
    else said[ask.dataset.field] = value;
  }
  return said;
}

// Whether a question belongs to the form and not to the envelope (for whom somebody declares).
function inputsAre(ask) {
  return ask.dataset.widget === "repeat" || inputs(ask).some((input) => input.name.startsWith(PREFIX));
}

// Puts answers into the questions below `root`; those not named stay. Units are set by units.js. Answers which asks changed.
export function fill(root, answers, addRow) {
  const changed = [];
  for (const ask of asks(root)) {
    const name = ask.dataset.field;
    if (ask.dataset.widget === "ticks") changed.push(...(fillTicks(ask, answers) ? [ask] : []));
    else if (name in answers && inputsAre(ask)) {
      set(ask, answers[name], addRow);
      changed.push(ask);
    }
  }
  return changed;
}

function set(ask, value, addRow) {
  if (ask.dataset.widget === "radios") {
    for (const input of inputs(ask)) input.checked = input.value === String(value);
  } else if (ask.dataset.widget === "repeat") {
    ask.querySelector(":scope > [data-rows]").replaceChildren();
    for (const row of Array.isArray(value) ? value : []) fill(addRow(ask), row, addRow);
  } else if (ask.dataset.widget === "unit") {
    inputs(ask)[0].dataset.chosen = value;
    if (ask.dataset.kind === "province") inputs(ask)[0].value = value;
  } else {
    inputs(ask)[0].value = Array.isArray(value) ? value.join(", ") : value;
  }
}

function fillTicks(ask, answers) {
  const all = inputs(ask);
  const none = all.find((input) => "none" in input.dataset);
  const signs = all.filter((input) => input !== none);
  if (!signs.some((input) => input.name.slice(PREFIX.length) in answers)) return false;
  for (const input of signs) input.checked = String(answers[input.name.slice(PREFIX.length)]) === "1";
  none.checked = !signs.some((input) => input.checked);
  return true;
}

export function clear(ask) {
  for (const input of inputs(ask)) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = input.defaultChecked;
    else input.value = "";
    delete input.dataset.chosen;
  }
}

// Whether answers hold what hides the pass: `marks` by field name, see rules/triage.py closing_mark.
export function closesGate(answers, marks) {
  return Object.entries(marks).some(([name, mark]) => {
    const said = String(answers[name] ?? "").trim();
    if (mark === "any") return said !== "";
    return mark === "1" ? said === "1" : Number(said.replace(",", ".")) >= Number(mark);
  });
}
