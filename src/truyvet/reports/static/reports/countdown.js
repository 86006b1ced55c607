// Counts down the seconds that the server says are left; the device's own clock is not asked, only how long the page has been open.
for (const place of document.querySelectorAll("[data-countdown]")) {
  const left = Number(place.dataset.countdown);
  const two = (number) => String(number).padStart(2, "0");
  const show = () => {
    const now = left - Math.floor(performance.now() / 1000);
    if (now <= 0) {
      place.textContent = place.dataset.over;
      clearInterval(timer);
      return;
    }
    place.textContent = `${Math.floor(now / 3600)}:${two(Math.floor(now / 60) % 60)}:${two(now % 60)}`;
  };
  const timer = setInterval(show, 1000);
  show();
}
