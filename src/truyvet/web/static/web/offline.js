// Registers the worker, and says quietly when there is no network.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js");
