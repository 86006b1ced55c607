// The page before the gate: a guard who is signed in chooses where this device stands.
import { places, setUp } from "./setup.js";
import { allowSound } from "./show.js";

const $ = (id) => document.getElementById(id);

// words: by the server's refusal; chosen(configuration, way). → choose(): draws what may be chosen; `back`: there is a gate
// to go back to.
export function chooser(words, chosen) {
  async function choose({ back = false } = {}) {
    $("quay-lai").hidden = !back;
    // No list of a moment ago, which the new one would replace under the guard's finger.
    for (const each of ["chon", "chon-loi", "chua-vao", "mat-mang", "chua-gac"]) $(each).hidden = true;
    const found = await places().catch(() => undefined);
    $("chua-vao").hidden = found !== null;
    $("mat-mang").hidden = found !== undefined;
    $("chua-gac").hidden = !(found && !found.length);
    $("chon").hidden = !found?.length;
    const options = (found ?? []).flatMap(({ code, name, zones }) => [
      new Option(name, code),
      ...zones.map((zone) => new Option(`${name}: ${zone.name}`, zone.code)),
    ]);
    $("chon").elements.venue.replaceChildren(...options);
  }

  $("chon").addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    allowSound();
    const { venue, label, way } = submitted.target.elements;
    try {
      await chosen(await setUp({ venue: venue.value, label: label.value.trim(), way: way.value }), way.value);
    } catch (error) {
      $("chon-loi").textContent = words[error.message] ?? words.failed;
      $("chon-loi").hidden = false;
    }
  });
  return choose;
}
