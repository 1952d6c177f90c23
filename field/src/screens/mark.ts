// A mark outside the database: how many operations this phone ever wrote. It outlives a database that the system emptied (DV-09).

const MARK = "palier-paired";

// Null when this phone was never paired, or cannot say. The first versions of the app only wrote "1".
export function readMark(): number | null {
  try {
    const text = localStorage.getItem(MARK);
    return text === null ? null : Number(/^counter:(\d+)$/.exec(text)?.[1] ?? 0);
  } catch {
    return null;
  }
}

export function writeMark(counter: number): void {
  try {
    localStorage.setItem(MARK, `counter:${counter}`);
  } catch {
    // A browser that refuses cookies refuses this too: the server still notices.
  }
}

// A phone that is given back keeps no mark, of this or of anything else.
export function forgetMarks(...others: string[]): void {
  try {
    for (const one of [MARK, ...others]) localStorage.removeItem(one);
  } catch {
    // Nothing was written either.
  }
}
