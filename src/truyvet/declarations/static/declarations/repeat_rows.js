// What the browser does not do by itself: rows of a repeat that somebody adds and takes away, and "none of these".
import { inputs } from "./answers.js";

// changed() after a row came or went. → addRow(ask): one more row of that question.
export function rows(form, changed) {
  let made = 0;

  function addRow(ask) {
    const row = ask.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
    made += 1;
    for (const node of row.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
      for (const name of ["id", "for", "name", "aria-describedby"]) {
        if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replaceAll("#", `${made}`));
      }
    }
    ask.querySelector(":scope > [data-rows]").append(row);
    return row;
  }

  form.addEventListener("click", (event) => {
    const ask = event.target.closest("[data-widget=repeat]");
    if (event.target.closest("[data-add]") && ask.querySelectorAll("[data-entry]").length < Number(ask.dataset.most)) {
      addRow(ask).querySelector("input, select, textarea").focus();
      changed();
    } else if (event.target.closest("[data-remove]")) {
      event.target.closest("[data-entry]").remove();
      ask.querySelector("[data-add]").focus();
      changed();
    }
  });

  // "None of these" and a sign exclude each other.
  form.addEventListener("change", (event) => {
    const ask = event.target.closest("[data-widget=ticks]");
    if (!ask || !event.target.checked) return;
    for (const input of inputs(ask)) if ("none" in input.dataset !== "none" in event.target.dataset) input.checked = false;
  });
  return addRow;
}
