/** The local date as `YYYY-MM-DD`. */
export function currentDate(now: Date): string {
  const month = String(now.getMonth() + 1).padStart(2, "0");
  return `${String(now.getFullYear()).padStart(4, "0")}-${month}-${String(now.getDate()).padStart(2, "0")}`;
}

/** The local date of the day before. */
export function yesterdayDate(now: Date): string {
  return currentDate(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12));
}
