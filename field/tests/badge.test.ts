// The badge: the tile drawn as the server draws it, the square, which badge is good now, and nothing of it readable without the PIN.

import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nextShift, shiftNow, shownCode, squareOf, tileCells } from "../src/core/badge.ts";
import type { Badge, Download, Shift, Tour, TourMark } from "../src/core/types.ts";
import { keepDownload } from "../src/store/carry.ts";
import { emptyVault, type Boxed } from "../src/store/vault.ts";
import { freshHome } from "./helpers.ts";

const download = JSON.parse(readFileSync("../contract/examples/tours.json", "utf8")) as Download;
const at = (clock: string): number => Date.parse(`2026-03-12T${clock}:00+01:00`);
const shift = (tour: string, opens: string, closes: string): Shift => ({
  tour, code: "2JRRET7N", tile: "3cokd", opens: `2026-03-12T${opens}:00+01:00`, closes: `2026-03-12T${closes}:00+01:00`, qr: "",
});
const tour = (id: string, state: Tour["state"] = "planned"): Tour => ({ ...download.changed[0]!, id, state });
const begun = (id: string, ended: string | null = null): Map<string, TourMark> => new Map([[id, { tour: id, started_at: "x", ended_at: ended }]]);

describe("the tile", () => {
  it("is the one of the contract", () => {
    const examples = JSON.parse(readFileSync("../contract/examples/tiles.json", "utf8")) as { tile: string; ground: string; cells: unknown[][] }[];
    expect(examples).toHaveLength(8);
    for (const one of examples) {
      const { ground, cells } = tileCells(one.tile);
      expect(ground).toBe(one.ground);
      expect(cells.map(({ outline, colour, x, y, turn }) => [outline, colour, x, y, turn])).toEqual(one.cells);
    }
  });
});

describe("the square", () => {
  it("draws every dark module and no other", () => {
    const bytes = Uint8Array.from(Buffer.from(download.badge!.shifts[0]!.qr, "base64"));
    const { side, outline } = squareOf(bytes);
    expect(side).toBe(Math.floor(Math.sqrt(bytes.length * 8)));
    expect((side - 17) % 4).toBe(0);
    const drawn = new Set<number>();
    for (const [, x, y, run] of outline.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let n = 0; n < Number(run); n += 1) drawn.add(Number(y) * side + Number(x) + n);
    }
    const dark = new Set([...Array(side * side).keys()].filter((one) => bytes[one >> 3]! & (128 >> (one & 7))));
    expect(drawn).toEqual(dark);
    // The three corner marks.
    for (const corner of [0, side - 7, (side - 7) * side]) expect([0, 1, 2, 3, 4, 5, 6].every((n) => drawn.has(corner + n))).toBe(true);
  });
});

describe("which badge", () => {
  const shifts = [shift("a", "17:10", "20:30"), shift("b", "20:10", "22:30")];
  const tours = [tour("a"), tour("b")];

  it("is lit only when it is time", () => {
    expect(shiftNow(shifts, tours, new Map(), at("17:09"))).toBeNull();
    expect(shiftNow(shifts, tours, new Map(), at("17:10"))?.tour).toBe("a");
    expect(shiftNow(shifts, tours, new Map(), at("22:31"))).toBeNull();
    expect(nextShift(shifts, tours, new Map(), at("17:20"))?.tour).toBe("b");
    expect(nextShift(shifts, tours, new Map(), at("21:00"))).toBeNull();
  });

  it("is that of the tour that was begun, whatever the clock of the phone", () => {
    expect(shiftNow(shifts, tours, begun("a"), at("20:15"))?.tour).toBe("a");
    expect(shiftNow(shifts, tours, begun("b"), Date.parse("2024-01-01"))?.tour).toBe("b");
  });

  it("goes out when the tour is over, cancelled or no longer carried", () => {
    expect(shiftNow(shifts, tours, begun("a", "y"), at("18:00"))).toBeNull();
    expect(shiftNow(shifts, [tour("a", "cancelled")], new Map(), at("18:00"))).toBeNull();
    expect(shiftNow(shifts, [], new Map(), at("18:00"))).toBeNull();
    expect(nextShift(shifts, [tour("a"), tour("b", "cancelled")], new Map(), at("17:20"))).toBeNull();
  });

  it("is read aloud in two groups", () => expect(shownCode("2JRRET7N")).toBe("2JRR ET7N"));
});

describe("on the phone", () => {
  it("is boxed, kept while nothing new comes, and leaves with the vault", async () => {
    const home = await freshHome();
    await keepDownload(home, download);
    const row = (await home.db.get("meta", "badge")) as Boxed;
    expect(JSON.stringify(await home.db.getAll("meta"), (_key, one: unknown) => (one instanceof ArrayBuffer ? Buffer.from(one).toString("latin1") : one)))
      .not.toContain("2JRRET7N");
    expect((await home.vault.take<Badge>(row)).shifts[0]?.code).toBe("2JRRET7N");
    await keepDownload(home, { ...download, badge: null });
    expect(await home.db.get("meta", "badge")).toEqual(row);
    const { badge: _none, ...old } = download;
    await keepDownload(home, old);
    expect(await home.db.get("meta", "badge")).toEqual(row);
    await emptyVault(home.db);
    expect(await home.db.get("meta", "badge")).toBeUndefined();
  });
});
