// The camera of a page on which labels are scanned: it fills the field for the code; the form is sent by a touch.
// A form with data-at-once is sent by the scan itself. The field is looked up anew, since htmx puts a new form in its place.
import { eye } from "../web/camera.js";

const place = document.querySelector("[data-eye]");
let last = "";

function scan(text) {
  const input = document.querySelector("[data-code]");
  if (!input || text === last) return;
  [last, input.value] = [text, text.trim()];
  navigator.vibrate?.(60);
  if (input.form.hasAttribute("data-at-once")) input.form.requestSubmit();
  else input.form.querySelector("[data-go]")?.focus();
}

eye({ video: place.querySelector("video"), button: place.querySelector("button"), refused: place.querySelector("[data-refused]") }, scan);
place.hidden = false;
