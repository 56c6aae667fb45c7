const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const pad = (number: number, width = 2) => String(number).padStart(width, "0");
const spaced = (number: number) => String(number).padStart(2);
const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
const dayOfYear = (date: Date) => Math.round((midnight(date) - Date.UTC(date.getFullYear(), 0, 1)) / 864e5) + 1;
const hour12 = (date: Date) => date.getHours() % 12 || 12;

/** Number of a week of the year that begins on a day, 0 being Sunday; days before the first such day are week 0. */
function week(date: Date, firstDay: number): number {
  return Math.floor((dayOfYear(date) - 1 + 7 - ((date.getDay() - firstDay + 7) % 7)) / 7);
}

/** Year and number of the week by ISO 8601: that of the week's Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 3 - ((date.getDay() + 6) % 7));
  return { year: thursday.getFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

const directives: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => days[date.getDay()]!.slice(0, 3),
  A: (date) => days[date.getDay()]!,
  b: (date) => months[date.getMonth()]!.slice(0, 3),
  B: (date) => months[date.getMonth()]!,
  c: (date) => formatDate(date, "%a %b %e %H:%M:%S %Y"),
  C: (date) => pad(Math.floor(date.getFullYear() / 100)),
  d: (date) => pad(date.getDate()),
  D: (date) => formatDate(date, "%m/%d/%y"),
  e: (date) => spaced(date.getDate()),
  f: (date) => pad(date.getMilliseconds() * 1000, 6),
  F: (date) => formatDate(date, "%Y-%m-%d"),
  g: (date) => pad(isoWeek(date).year % 100),
  G: (date) => String(isoWeek(date).year),
  h: (date) => months[date.getMonth()]!.slice(0, 3),
  H: (date) => pad(date.getHours()),
  I: (date) => pad(hour12(date)),
  j: (date) => pad(dayOfYear(date), 3),
  k: (date) => spaced(date.getHours()),
  l: (date) => spaced(hour12(date)),
  m: (date) => pad(date.getMonth() + 1),
  M: (date) => pad(date.getMinutes()),
  n: () => "\n",
  p: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  P: (date) => (date.getHours() < 12 ? "am" : "pm"),
  r: (date) => formatDate(date, "%I:%M:%S %p"),
  R: (date) => formatDate(date, "%H:%M"),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => pad(date.getSeconds()),
  t: () => "\t",
  T: (date) => formatDate(date, "%H:%M:%S"),
  u: (date) => String(date.getDay() || 7),
  U: (date) => pad(week(date, 0)),
  V: (date) => pad(isoWeek(date).week),
  w: (date) => String(date.getDay()),
  W: (date) => pad(week(date, 1)),
  x: (date) => formatDate(date, "%m/%d/%y"),
  X: (date) => formatDate(date, "%H:%M:%S"),
  y: (date) => pad(date.getFullYear() % 100),
  Y: (date) => String(date.getFullYear()),
  // A time without a zone, as Python's now() is, has neither.
  z: () => "",
  Z: () => "",
  "%": () => "%",
};

/**
 * A date in the notation of C's strftime as glibc has it, in local time and English: `%-d` leaves out the padding, `%_d`
 * pads with spaces, `%^a` is in capitals; an unknown directive stays as it is.
 */
export function formatDate(date: Date, pattern: string): string {
  return pattern.replace(/%([-_0^#]?)([a-zA-Z%])/g, (whole, flag: string, directive: string) => {
    const text = directives[directive]?.(date);
    if (text === undefined) return whole;
    switch (flag) {
      case "-":
        return text.replace(/^[ 0]+(?=\d)/, "");
      case "_":
        return text.replace(/^0+(?=\d)/, (zeros) => " ".repeat(zeros.length));
      case "0":
        return text.replace(/^ +/, (spaces) => "0".repeat(spaces.length));
      case "^":
      case "#":
        return text.toUpperCase();
      default:
        return text;
    }
  });
}
