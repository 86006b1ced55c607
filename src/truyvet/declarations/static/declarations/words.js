// The words of the page: a <dl data-words> written by the server, in the reader's language.
const said = new Map();
for (const term of document.querySelectorAll("[data-words] > dt")) said.set(term.textContent, term.nextElementSibling.textContent);

// word("kept", {time: "08:05"}): braces are filled in.
export function word(name, parts = {}) {
  return (said.get(name) ?? "").replace(/\{(\w+)\}/g, (whole, part) => parts[part] ?? whole);
}

export const problem = (reason) => said.get(`problem.${reason}`) ?? word("otherwise");

export function clock(at) {
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  const today = date.toDateString() === new Date().toDateString();
  return today ? time : `${time} ${String(date.getDate()).padStart(2, "0")}/${String(date.getMonth() + 1).padStart(2, "0")}`;
}
