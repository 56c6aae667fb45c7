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
const dayOfYear = (date: Date) =>
  Math.round(
    (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - Date.UTC(date.getFullYear(), 0, 1)) / 864e5,
  ) + 1;

const directives: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => days[date.getDay()]!.slice(0, 3),
  A: (date) => days[date.getDay()]!,
  b: (date) => months[date.getMonth()]!.slice(0, 3),
  B: (date) => months[date.getMonth()]!,
  d: (date) => pad(date.getDate()),
  e: (date) => String(date.getDate()).padStart(2),
  F: (date) => format(date, "%Y-%m-%d"),
  H: (date) => pad(date.getHours()),
  I: (date) => pad(date.getHours() % 12 || 12),
  j: (date) => pad(dayOfYear(date), 3),
  m: (date) => pad(date.getMonth() + 1),
  M: (date) => pad(date.getMinutes()),
  p: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  S: (date) => pad(date.getSeconds()),
  T: (date) => format(date, "%H:%M:%S"),
  y: (date) => pad(date.getFullYear() % 100),
  Y: (date) => String(date.getFullYear()),
  "%": () => "%",
};

/**
 * A date in the notation of C's strftime, in local time and English; `%-d` leaves out the padding, an unknown directive
 * stays as it is.
 */
export function format(date: Date, pattern: string): string {
  return pattern.replace(/%(-?)([a-zA-Z%])/g, (whole, unpadded: string, directive: string) => {
    const text = directives[directive]?.(date);
    if (text === undefined) return whole;
    return unpadded === "" ? text : text.replace(/^[ 0]+(?=.)/, "");
  });
}
