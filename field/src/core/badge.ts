// The badge: which one is good now, how its tile and its square are drawn. Pure. The tile's twin is doorway/pictures.py and both
// replay contract/examples/tiles.json.

import type { Shift, Tour, TourMark } from "./types.ts";

const PALETTES: [string, string[]][] = [
  ["#0F4E55", ["#FFBE28", "#F7E6DC", "#B4432A"]],
  ["#8C2F1B", ["#FFBE28", "#F7E6DC", "#9CC8C8"]],
  ["#3E1F4F", ["#FFBE28", "#F7E6DC", "#5E9EA2"]],
  ["#F7E6DC", ["#0F4E55", "#B4432A", "#E59A00"]],
];
const SHAPES = [
  "M-6-6H6A12 12 0 0 1-6 6z",
  "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z",
  "M-6-6H6L-6 6z",
  "M-6 0a6 6 0 0 1 12 0z",
  "M-6-6H0V0H6V6H0V0H-6z",
];

export interface Cell { outline: string; colour: string; x: number; y: number; turn: number }

// A quarter of four cells, turned about the middle of the tile.
export function tileCells(tile: string): { ground: string; cells: Cell[] } {
  const [ground, colours] = PALETTES[Number(tile[0])] ?? PALETTES[0]!;
  const cells: Cell[] = [];
  for (let row = 0; row < 4; row += 1) {
    for (let column = 0; column < 4; column += 1) {
      const kind = tile.charCodeAt(1 + 2 * Math.min(row, 3 - row) + Math.min(column, 3 - column)) - 97;
      const turn = column >= 2 ? (row < 2 ? 90 : 180) : row < 2 ? 0 : 270;
      cells.push({ outline: SHAPES[Math.floor(kind / 3)] ?? "", colour: colours[kind % 3] ?? "", x: column * 12 + 6, y: row * 12 + 6, turn });
    }
  }
  return { ground, cells };
}

// The square to photograph: its side in modules, and one outline of all that is dark.
export function squareOf(bytes: Uint8Array): { side: number; outline: string } {
  const side = Math.floor(Math.sqrt(bytes.length * 8));
  const dark = (at: number): boolean => ((bytes[at >> 3] ?? 0) & (128 >> (at & 7))) !== 0;
  let outline = "";
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      if (!dark(row * side + column)) continue;
      let run = 1;
      while (column + run < side && dark(row * side + column + run)) run += 1;
      outline += `M${column} ${row}h${run}v1h-${run}z`;
      column += run;
    }
  }
  return { side, outline };
}

export const shownCode = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

const works = (shift: Shift, tours: Tour[], marks: Map<string, TourMark>): boolean => {
  const tour = tours.find((one) => one.id === shift.tour);
  return tour !== undefined && tour.state !== "cancelled" && !marks.get(shift.tour)?.ended_at;
};

// The badge to show: the one of the tour that was begun, whatever the phone's clock says, else the one whose time it is.
export function shiftNow(shifts: Shift[], tours: Tour[], marks: Map<string, TourMark>, now: number): Shift | null {
  const good = shifts.filter((one) => works(one, tours, marks));
  const begun = good.filter((one) => marks.get(one.tour)?.started_at);
  const timely = (one: Shift): boolean => Date.parse(one.opens) <= now && now <= Date.parse(one.closes);
  return begun.find(timely) ?? good.find(timely) ?? begun.at(-1) ?? null;
}

export function nextShift(shifts: Shift[], tours: Tour[], marks: Map<string, TourMark>, now: number): Shift | null {
  const coming = shifts.filter((one) => works(one, tours, marks) && Date.parse(one.opens) > now);
  return coming.sort((a, b) => (a.opens < b.opens ? -1 : 1))[0] ?? null;
}
