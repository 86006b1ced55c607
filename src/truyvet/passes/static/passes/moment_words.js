// "07:40 ngày mai": a moment as people here say it, in Vietnam's time whatever the device's zone. Words come from the page.
const ZONE = "Asia/Ho_Chi_Minh";
const DAY = 86_400;
const time = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" });

// `at` and `now` in epoch seconds; words {today, tomorrow, yesterday}.
export function when(at, now, words) {
  const near = { [date(now)]: words.today, [date(now + DAY)]: words.tomorrow, [date(now - DAY)]: words.yesterday };
  return `${time.format(at * 1000)} ${near[date(at)] ?? date(at)}`;
}

const date = (seconds) => day.format(seconds * 1000);
