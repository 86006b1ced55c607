// How the doors stand, from the bundle and this telephone's own log: the same rule as teams/rules/field_log.py for one telephone.
const SETTLED = ["visited", "refused", "moved"];

export const fold = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();

// → Map of door code → {status, directions, base, moved: [person codes that live elsewhere now], added: [persons]}
export function states(doors, entries) {
  const found = new Map(doors.map((door) => [door.code, { status: door.status, directions: door.directions, base: door.base, added: [] }]));
  const gone = new Set();
  for (const { id, told } of entries) {
    const state = found.get(told.door);
    if (!state) continue;
    if (told.kind === "directions") [state.directions, state.base] = [told.value, id];
    else if (told.outcome !== "nobody_home" || !SETTLED.includes(state.status)) state.status = told.outcome;
    for (const person of told.persons ?? []) {
      if (!person.lives_here_now) continue;
      if (person.code) gone.add(person.code);
      if (!state.added.some((each) => each.code === person.code && each.name === person.name && each.year === person.year)) state.added.push(person);
    }
  }
  return { found, gone };
}

// Those of the round whose name and year fit: nobody is written twice. A year may be off by one (lunar new year).
export function alike(doors, name, year) {
  const words = fold(name).split(" ");
  const fits = (person) => words.every((word) => person.folded.split(" ").includes(word)) && (!person.year || Math.abs(person.year - year) <= 1);
  return doors.flatMap((door) => door.persons.filter(fits).map((person) => ({ door, person })));
}
