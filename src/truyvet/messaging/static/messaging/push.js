// Asks the browser whether it may be told when a message waits, and hands its address to the server with the form.
const section = document.querySelector("[data-push-key]");
const form = section.querySelector("[data-push-form]");

function say(what) {
  for (const line of section.querySelectorAll("[data-push-says]")) line.hidden = line.dataset.pushSays !== what;
}

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function subscribe() {
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = bytes(section.dataset.pushKey);
  const old = await pushManager.getSubscription();
  // One of another key of ours: a browser has one at a time.
  if (old && text(old.options.applicationServerKey) !== section.dataset.pushKey) await old.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  try {
    const found = await subscribe();
    form.elements.endpoint.value = found.endpoint;
    form.elements.browser_key.value = text(found.getKey("p256dh"));
    form.elements.secret.value = text(found.getKey("auth"));
  } catch {
    return say("failed");
  }
  form.submit();
});

if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) say("unsupported");
else if (Notification.permission === "denied") say("denied");
else form.hidden = false;
