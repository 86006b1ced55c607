// What staff have typed and not yet saved stays on this device: encrypted with a key that the server gives to the same account after
// signing in, and that no storage ever holds. It goes once it is saved, dropped, or a day old; another account is not even told.
const NAME = "truyvet-drafts";
const STORE = "drafts"; // {id, owner, path, place, title, at, sent, iv, data}: place is which form of the page
const DAY = 86_400_000;
const PAUSE = 300; // milliseconds after the last key before it is kept
const AUTHENTICATION = "[type=password], [autocomplete=one-time-code]";
const notice = document.getElementById("ban-nhap");

let opened;

function within(mode, work) {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => resolve(asked.result);
  });
  return opened.then((database) => new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  }));
}

const all = () => within("readonly", (store) => store.getAll());
const put = (draft) => within("readwrite", (store) => store.put(draft));
const drop = (id) => within("readwrite", (store) => store.delete(id));

// --- reading and filling a form
function answers(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
}

// Puts the answers back; returns those for which the page has no field.
function fill(form, entries) {
  const fields = [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken");
  for (const field of fields) if (/checkbox|radio/.test(field.type)) field.checked = false;
  const left = [];
  const used = new Set();
  for (const [name, value] of entries) {
    const choice = fields.find((field) => field.name === name && /checkbox|radio/.test(field.type) && field.value === value);
    const field = choice ?? fields.find((each) => each.name === name && !used.has(each) && !/checkbox|radio|submit|button|file/.test(each.type));
    if (!field || (field.type === "select-one" && ![...field.options].some((option) => option.value === value))) left.push([name, value]);
    else if (choice) choice.checked = true;
    else {
      used.add(field);
      field.value = value;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new Event("change", { bubbles: true }));
  return left;
}

// --- words
function words(name, at, title = "") {
  const clock = new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  return notice.dataset[name].replace("{at}", clock).replace("{title}", title);
}

function button(label, work) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: notice.dataset[label] });
  made.addEventListener("click", work);
  return made;
}

function line(text, ...actions) {
  const made = document.createElement("div");
  made.className = "row";
  made.append(Object.assign(document.createElement("span"), { textContent: text }), ...actions);
  notice.append(made);
  notice.hidden = false;
  return made;
}

// --- the page of somebody signed in
async function begin() {
  const forms = [...document.querySelectorAll("main form[method=post]")].filter((form) => !form.querySelector(AUTHENTICATION) && !form.hasAttribute("hx-post"));
  // On a slow network somebody types before the key has come.
  const typed = new Set();
  for (const form of forms) form.addEventListener("input", () => typed.add(form));
  await forgetOld();
  const kept = await all();
  if (!forms.length && !kept.length) return;
  const response = await fetch(notice.dataset.key, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
  if (!response.ok) return;
  const { owner, keys: raw } = await response.json();
  const keys = await Promise.all(raw.map(imported));
  const own = forms.map((form, place) => ({ form, place, owner, id: crypto.randomUUID(), touched: false }));
  const mine = async () => (await all()).filter((draft) => draft.owner === owner);
  for (const draft of (await mine()).filter(wasSaved)) await forgetSaved(draft, keys);
  for (const draft of await mine()) await meet(draft, own, keys);
  for (const each of own) watch(each, keys[0]);
  for (const form of typed) form.dispatchEvent(new Event("input"));
}

const imported = (text) => crypto.subtle.importKey("raw", Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);

async function forgetOld() {
  for (const { id, at } of await all()) if (at < Date.now() - DAY) await drop(id);
}

// A form that was sent and led on to another page without a complaint was saved. Everything else is offered.
function wasSaved(draft) {
  const [navigation] = performance.getEntriesByType("navigation");
  return draft.sent && navigation?.redirectCount > 0 && !document.querySelector(".notice.error, .field-error:not([hidden])");
}

async function meet(draft, own, keys) {
  if (draft.sent) await put({ ...draft, sent: false });
  const here = draft.path === location.pathname ? own[draft.place] : undefined;
  const entries = here && (await decrypted(draft, keys));
  if (entries && same(entries, answers(here.form))) {
    // The server has shown it again: it goes on as the draft of this form.
    if (!here.touched) Object.assign(here, { id: draft.id, touched: true });
    return undefined;
  }
  const discard = button("drop", () => drop(draft.id).then(() => gone(shown)));
  const link = Object.assign(document.createElement("a"), { href: draft.path, className: "button small", textContent: notice.dataset.open });
  const restore = button("restore", () => back(here.form, entries, shown, draft.id));
  const shown = entries ? line(words("here", draft.at), restore, discard) : line(words("there", draft.at, draft.title), link, discard);
  return undefined;
}

// Older texts of what was saved go with it: those of the same place, and those of the same attempt, which a refusal showed at another address.
async function forgetSaved(draft, keys) {
  const attempt = (entries) => entries?.find(([name]) => name === "event_id")?.[1] ?? "";
  const names = (entries) => JSON.stringify([...new Set(entries?.map(([name]) => name))].sort());
  const done = await decrypted(draft, keys);
  for (const each of await all()) {
    if (each.owner !== draft.owner || each.at > draft.at) continue;
    const old = await decrypted(each, keys);
    const isHere = each.path === draft.path && each.place === draft.place && names(old) === names(done);
    if (each.id === draft.id || isHere || (attempt(done) && attempt(old) === attempt(done))) await drop(each.id);
  }
}

async function back(form, entries, shown, id) {
  const left = fill(form, entries).filter(([name, value]) => value && ![...form.elements].some((field) => field.name === name && field.type === "submit"));
  if (left.length && "grows" in form.dataset) {
    // Its rows come from the server, which keeps nothing of what it is sent so.
    for (const [name, value] of left) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    return form.submit();
  }
  if (!left.length) {
    form.addEventListener("draft-kept", () => drop(id), { once: true }); // this form's own draft holds it now
    return gone(shown);
  }
  shown.append(...left.map(([name, value]) => Object.assign(document.createElement("p"), { textContent: `${notice.dataset.left} ${name}: ${value}` })));
  return undefined;
}

function gone(shown) {
  shown.remove();
  notice.hidden = !notice.children.length;
}

async function decrypted({ iv, data }, keys) {
  for (const key of keys) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data).catch(() => null);
    if (plain) return JSON.parse(new TextDecoder().decode(plain));
  }
  return null;
}

const same = (one, other) => JSON.stringify(one.filter(([name]) => name !== "event_id")) === JSON.stringify(other.filter(([name]) => name !== "event_id"));

function watch(own, key) {
  const { form, place, owner } = own;
  let pause;
  let writing = Promise.resolve();
  const write = async (sent) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(answers(form)));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    const title = document.querySelector("h1")?.textContent.trim() ?? "";
    await put({ id: own.id, owner, path: location.pathname, place, title, at: Date.now(), sent, iv, data });
    form.dispatchEvent(new Event("draft-kept"));
  };
  const keep = (sent) => {
    clearTimeout(pause);
    // A device that is full keeps no draft; the form works all the same.
    if (own.touched) writing = writing.then(() => write(sent)).catch(() => {});
    return writing;
  };
  form.addEventListener("input", () => {
    own.touched = true;
    clearTimeout(pause);
    pause = setTimeout(keep, PAUSE, false);
  });
  // The form goes when its text is on the disk: what is sent into an ended session is still there.
  form.addEventListener("submit", async (event) => {
    if (form.dataset.kept === "yes" || (!own.touched && !form.dataset.kept) || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.kept) return; // a second touch
    form.dataset.kept = "soon";
    await keep(true);
    own.touched = false;
    form.dataset.kept = "yes";
    delete form.dataset.sent; // app.js takes this for the first time
    form.requestSubmit(event.submitter ?? undefined);
  });
  window.addEventListener("pageshow", () => delete form.dataset.kept);
  window.addEventListener("pagehide", () => keep(false));
}

// --- a page on which nobody is signed in, or that tells of a fault: nothing of what was sent was saved
async function unsaved() {
  const told = document.getElementById("ban-nhap-con-day");
  const next = new URLSearchParams(location.search).get("next");
  for (const draft of await all()) {
    if (!draft.sent) continue;
    // Whoever was sent here while saving is told at once that the text is not lost; of older drafts nobody is told before signing in.
    if (told && draft.path === next) told.hidden = false;
    await put({ ...draft, sent: false });
  }
}

if (window.indexedDB && window.crypto?.subtle) (notice ? begin() : unsaved()).catch((error) => console.warn("drafts", error.name));
