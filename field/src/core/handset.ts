// Whether a phone still has room, and whether it is still looked after. Pure.

export interface Room { usage: number; quota: number }

const LEAST_FREE = 50 * 1024 * 1024;
const MOST_USED = 0.8;
// The last Chrome for Android 8 and 9: no correction comes to these phones any more (DV-13).
const LAST_FOR_OLD_ANDROID = 138;

// Less than 50 MB left to this app, or more than 80 % of what it may use (DV-10).
export function nearlyFull({ usage, quota }: Room): boolean {
  return quota > 0 && (quota - usage < LEAST_FREE || usage / quota > MOST_USED);
}

// An Android phone whose browser stopped where Android 8 and 9 stop. The browser no longer says which Android it is.
export function noLongerLookedAfter(agent: string): boolean {
  const chrome = /Android.*Chrome\/(\d+)/.exec(agent);
  return chrome !== null && Number(chrome[1]) <= LAST_FOR_OLD_ANDROID;
}
