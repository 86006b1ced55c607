// The form of one door: who lives there, how each of them is, who was added. Nothing is chosen beforehand.
const $ = (id) => document.getElementById(id);

// Questions of the declaration for everybody that only the door can answer, and its values of yes and no.
const DECLARE = [["hasPatient", "1", "2"], ["hasFromSickCountry", "1", "2"], ["hasSick", "1", "2"]];
const HEALTH = ["well", "ill", "unseen"];

export function doorForm(words) {
  const form = $("nha"), people = $("nguoi-o"), sample = $("mau-nguoi"), question = $("mau-co");
  let blocks = [];
  form.addEventListener("change", (event) => {
    $("nha-loi").textContent = "";
    if (event.target.name === "outcome") $("ai-o").hidden = event.target.value !== "visited";
  });

  function tick(name, value, label, type = "checkbox") {
    const choice = Object.assign(document.createElement("label"), { className: "choice" });
    choice.append(Object.assign(document.createElement("input"), { type, name, value }), ` ${label}`);
    return choice;
  }

  // person: of the bundle, or {name, year, isNew}
  function add(person, { livesHereNow = false } = {}) {
    const block = sample.content.firstElementChild.cloneNode(true), place = `p${blocks.length}`;
    const part = (name) => block.querySelector(`[data-part="${name}"]`);
    const marks = [person.year ? words.born.replace("{year}", person.year) : "", person.followed ? words.followed : "", person.isNew ? words.new_person : ""];
    block.querySelector("legend").textContent = [person.name, ...marks.filter(Boolean)].join(" · ");
    block.querySelector(".walk-health").append(...HEALTH.map((value) => tick(`${place}-well`, value, words[value], "radio")));
    part("symptoms").append(...Object.entries(words.symptoms).map(([value, label]) => tick(`${place}-symptom`, value, label)));
    part("needs").append(...Object.entries(words.needs).map(([value, label]) => tick(`${place}-need`, value, label)));
    for (const [name] of DECLARE) {
      const asked = question.content.firstElementChild.cloneNode(true);
      asked.querySelector("legend").textContent = words[name.toLowerCase()];
      for (const input of asked.querySelectorAll("input")) input.name = `${place}-${name}`;
      part("questions").append(asked);
    }
    part("temperature").id = `${place}-t`;
    part("temperature").previousElementSibling.htmlFor = `${place}-t`;
    for (const name of ["gender", "phone"]) {
      const [label, input] = [part(name).querySelector("label"), part(name).querySelector("select, input")];
      label.htmlFor = input.id = `${place}-${name}`;
      part(name).hidden = Boolean(person[name]);
    }
    part("declare").hidden = Boolean(person.followed || person.declared);
    block.addEventListener("change", (event) => {
      if (event.target.name !== `${place}-well`) return;
      part("ill").hidden = event.target.value !== "ill";
      part("seen").hidden = event.target.value === "unseen";
    });
    people.append(block);
    blocks.push({ block, part, place, person, livesHereNow });
    return block;
  }

  const chosen = (block, name) => [...block.querySelectorAll(`[name="${name}"]:checked`)].map((input) => input.value);

  // → {entry} as it is written, or {problem, at}: the words of what is missing and where.
  function read({ block, part, place, person, livesHereNow }) {
    const [well] = chosen(block, `${place}-well`);
    if (!well) return { problem: words.choose_health, at: block };
    const told = person.isNew ? { name: person.name, year: person.year, gender: person.gender ?? "" } : { code: person.code };
    if (livesHereNow) told.lives_here_now = true;
    if (well === "unseen") return { entry: told };
    const typed = part("temperature").value.trim().replace(",", ".");
    const temperature = typed ? Math.round(Number(typed) * 10) : null;
    if (typed && !(temperature >= 330 && temperature <= 430)) return { problem: words.temperature, at: part("temperature") };
    const symptoms = well === "ill" ? chosen(block, `${place}-symptom`) : [];
    if (well === "ill" && !symptoms.length && !(temperature >= 375)) return { problem: words.choose_symptom, at: block };
    const declaration = declared(block, part, place, person);
    if (declaration === undefined) return { problem: words.declaration, at: part("declare") };
    return { entry: { ...told, well: well === "well", symptoms, temperature, needs: chosen(block, `${place}-need`), ...(declaration ? { declaration } : {}) } };
  }

  // null: nothing was declared; undefined: only some of it
  function declared(block, part, place, person) {
    const answers = DECLARE.map(([name, yes, no]) => [name, { yes, no }[chosen(block, `${place}-${name}`)[0]]]);
    const some = answers.filter(([, value]) => value);
    if (!some.length) return null;
    const gender = { m: "Nam", f: "Nu", x: "Khac" }[person.gender] ?? part("gender").querySelector("select").value;
    const phone = person.phone || part("phone").querySelector("input").value.trim();
    if (some.length < answers.length || !gender || !phone) return undefined;
    return { ...Object.fromEntries(answers), gender, phone };
  }

  return {
    add,
    show(door, state, persons) {
      form.reset();
      blocks = [];
      people.replaceChildren();
      $("ai-o").hidden = true;
      $("them").open = false;
      $("nha-loi").textContent = $("tim-thay").textContent = "";
      $("giong").replaceChildren();
      $("ghi-moi").hidden = true;
      $("nha-ten").textContent = words.door.replace("{n}", door.number).replace("{code}", door.code);
      $("nha-dia-chi").textContent = door.address;
      $("nha-vi-sao").textContent = words.reasons[door.reason];
      $("chi-duong").value = state.directions.split("\n").join(" / ");
      for (const person of persons) add(person);
    },
    // → {outcome, persons, note} or {problem, at}
    read() {
      const [outcome] = chosen(form, "outcome");
      if (!outcome) return { problem: words.choose_outcome, at: form.querySelector(".walk-outcomes") };
      const persons = [];
      if (outcome === "visited") {
        for (const each of blocks) {
          const { entry, problem, at } = read(each);
          if (problem) return { problem, at };
          persons.push(entry);
        }
      }
      return { outcome, persons, note: $("ghi-chu").value.trim() };
    },
    isTouched: () => !form.hidden && form.querySelector("input:checked") !== null,
  };
}
