/** Today, where the person is: what is expected is expected there. */
export function findToday(): string {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** Today in UTC, as the server reckons days: never in its future. */
export function findDayOfCount(): string {
  return new Date().toISOString().slice(0, 10);
}
