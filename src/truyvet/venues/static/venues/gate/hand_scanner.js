// A hand scanner types what it reads and ends with Enter. It types into a field of its own, that never opens a phone's
// keyboard and takes back the focus when nobody is typing elsewhere.
export function wedge(field, scan) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const text = field.value;
    field.value = "";
    if (text.trim()) scan(text);
  });
  document.addEventListener("keydown", (event) => {
    const free = document.activeElement === document.body || document.activeElement === null;
    if (free && !field.closest("[hidden]") && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });
}
