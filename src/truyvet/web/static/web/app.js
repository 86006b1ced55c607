// Small help for pages that work without it: menu, dialogs, filters, lost connection. No framework, nothing inline.
"use strict";

const page = document.documentElement;

// The menu of the phone closes by Escape and by a touch beside it.
function shutMenu(event) {
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  if (event.type === "keydown" && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.type === "click" && (!menu.contains(event.target) || event.target.closest("a"))) menu.open = false;
}
document.addEventListener("keydown", shutMenu);
document.addEventListener("click", shutMenu);

// Dangerous actions: the button opens the dialog named by data-opens; data-closes shuts the one it stands in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
});

// A filter that is a list or a box applies at once; without this script its form has a button.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form) form.requestSubmit();
});

// A form is sent once: a second touch while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// When the server does not answer, say so in words, and take it back when it does.
function lost(gone) {
  const notice = document.getElementById("mat-ket-noi");
  if (notice) notice.hidden = !gone;
}
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, () => lost(true));
}
document.addEventListener("htmx:afterOnLoad", () => lost(false));
window.addEventListener("offline", () => lost(true));
window.addEventListener("online", () => lost(false));

page.classList.add("scripted");
