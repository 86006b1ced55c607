// Keeps the citizen's and the gate's pages for when there is no network.
