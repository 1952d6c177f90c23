// Declared hours. Pure: clocks are "HH:MM" strings of the site's own time.

export const toMinutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export function toClock(minutes: number): string {
  const day = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(day / 60)).padStart(2, "0")}:${String(day % 60).padStart(2, "0")}`;
}

export const lengthOf = (from: string, to: string): number => (toMinutes(to) - toMinutes(from) + 1440) % 1440;

// To the nearest five minutes.
export const rounded = (clock: string): string => toClock(Math.round(toMinutes(clock) / 5) * 5);

export function minutesOf(declared: { from: string; to: string }[]): number {
  return declared.reduce((sum, one) => sum + lengthOf(one.from, one.to), 0);
}
