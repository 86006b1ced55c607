// Province, district, commune: each list follows the one before it. The units of a province are fetched once and kept.
import { inputs } from "./answers.js";
import { get, put } from "./store.js";

const DAY = 86_400_000;

// Joins the lists of one place (provinceId, districtId, wardId) wherever the form asks for one.
export function join(form) {
  const places = new Map();
  for (const ask of form.querySelectorAll('[data-widget="unit"]')) {
    const stem = ask.dataset.field.toLowerCase().replace(/province|district|ward/, "#");
    places.set(stem, { ...places.get(stem), [ask.dataset.kind]: ask });
  }
  const joined = [...places.values()].filter((place) => place.province && place.ward).map((place) => new Cascade(place, form.dataset.units));
  return { settle: () => Promise.all(joined.map((each) => each.settle())) };
}

class Cascade {
  constructor({ province, district, ward }, address) {
    Object.assign(this, { address, district, ward });
    [this.provinces, this.districts, this.wards] = [province, district, ward].map((ask) => ask && inputs(ask)[0]);
    this.provinces.addEventListener("change", () => this.settle(true));
    this.districts?.addEventListener("change", () => this.draw(true));
    const only = [...this.provinces.options].filter((option) => option.value);
    if (only.length === 1) this.provinces.value = only[0].value;
  }

  // Draws the lists below the chosen province; keeps what was chosen before when `anew` is not said. Resolves when those of the
  // province that was chosen last are drawn.
  settle(anew = false) {
    return (this.drawn = this.fetchAndDraw(anew));
  }

  async fetchAndDraw(anew) {
    const mine = (this.newest = {});
    if (anew) for (const list of [this.districts, this.wards]) if (list) options(list, [], "");
    const tree = this.provinces.value ? await units(this.address, this.provinces.value) : [];
    if (this.newest !== mine) return this.drawn; // a slow answer for a province that was chosen before
    this.tree = tree;
    const levels = this.tree.some((unit) => unit.units);
    if (this.district) {
      this.district.hidden = !levels;
      options(this.districts, levels ? this.tree : [], anew ? "" : this.districts.dataset.chosen ?? this.districts.value);
    }
    this.draw(anew);
  }

  draw(anew) {
    const levels = this.tree?.some((unit) => unit.units);
    const under = levels ? this.tree.find((unit) => unit.code === this.districts?.value)?.units ?? [] : this.tree ?? [];
    options(this.wards, under, anew ? "" : this.wards.dataset.chosen ?? this.wards.value);
  }
}

function options(select, units, chosen) {
  const first = select.options[0];
  select.replaceChildren(first, ...units.map((unit) => new Option(unit.name, unit.code, false, unit.code === chosen)));
  delete select.dataset.chosen;
}

async function units(address, province) {
  const name = `units:${province}`;
  const kept = await get(name).catch(() => undefined);
  if (kept && kept.at > Date.now() - 7 * DAY) return kept.units;
  try {
    const response = await fetch(`${address}${province}/`, { credentials: "same-origin" });
    if (!response.ok) return kept?.units ?? [];
    const { units: found } = await response.json();
    await put(name, { units: found, at: Date.now() }).catch(() => {});
    return found;
  } catch {
    return kept?.units ?? [];
  }
}
