// One part of the form on the screen at a time, with the browser's own Back leading to the part before.
import { check } from "./checks.js";
import { word } from "./words.js";

export class Steps {
  constructor(form) {
    this.form = form;
    this.sections = [...form.querySelectorAll(".step")];
    this.at = 0;
    form.querySelector("[data-next]").addEventListener("click", () => this.next());
    form.querySelector("[data-back]").addEventListener("click", () => history.back());
    window.addEventListener("popstate", (event) => this.show(event.state?.step ?? 0, true));
    form.querySelector("[data-buttons]").hidden = form.querySelector("[data-progress]").hidden = false;
    history.replaceState({ step: 0 }, "");
  }

  next() {
    const wrong = check(this.sections[this.at]);
    if (wrong) return focus(wrong);
    this.go(this.at + 1);
  }

  go(step) {
    history.pushState({ step }, "");
    this.show(step, true);
  }

  show(step, move = false) {
    this.at = Math.max(0, Math.min(step, this.sections.length - 1));
    for (const [place, section] of this.sections.entries()) section.hidden = place !== this.at;
    const [last, heading] = [this.sections.length - 1, this.sections[this.at].querySelector("h2")];
    this.form.querySelector("[data-back]").hidden = this.at === 0;
    this.form.querySelector("[data-next]").hidden = this.at === last;
    this.form.querySelector("[data-progress-words]").textContent = word("step", { n: this.at + 1, of: last + 1, title: heading.textContent });
    this.form.querySelector("[data-progress-bar]").value = this.at / last;
    document.querySelector("[data-lead]").hidden = this.at > 0;
    if (!move) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  // Leads to the part in which `ask` stands.
  reveal(ask) {
    const place = this.sections.findIndex((section) => section.contains(ask));
    if (place >= 0 && place !== this.at) this.go(place);
    focus(ask);
  }

  // Checks every part; leads to the first wrong question. Answers whether all is well.
  whole() {
    const wrong = this.sections.map((section) => check(section)).find(Boolean);
    if (wrong) this.reveal(wrong);
    return !wrong;
  }
}

function focus(ask) {
  const input = ask.querySelector("input:not([type=hidden]), select, textarea, button");
  (input ?? ask).focus();
  ask.scrollIntoView({ block: "center" });
}
