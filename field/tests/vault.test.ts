// What a curious hand can read on the phone: nothing but counters (DV-01 to DV-05).

import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { countVisits, keepDownload, readCarried } from "../src/store/carry.ts";
import { setMeta, type Db } from "../src/store/db.ts";
import type { Home } from "../src/store/home.ts";
import { addDoor, endTour, readNotes, saveVisit } from "../src/store/save.ts";
import { seal, type ServerKey } from "../src/store/seal.ts";
import { makeVault, unlock, waitAfter } from "../src/store/vault.ts";
import { sealOld } from "../src/store/home.ts";
import type { Download, Tour, VisitBody } from "../src/core/types.ts";
import { freshHome } from "./helpers.ts";

const download = JSON.parse(readFileSync("../contract/examples/tours.json", "utf8")) as Download;
const CANARIES = ["CANARI-NOTE", "CANARI-PORTE", "CANARI-RUE", "CANARI-PRENOM"];
let home: Home;
let db: Db;
let key: ServerKey;
let secret: CryptoKey;

beforeEach(async () => {
  home = await freshHome();
  db = home.db;
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  key = { kid: "k1", kty: "EC", crv: "P-256", x: x!, y: y! };
  secret = pair.privateKey;
  await setMeta(db, { keys: { kid: "k1", keys: [key] } });
});

const a_tour = (): Tour => ({ ...download.changed[0]!, entrances: download.changed[0]!.entrances.map((one) => ({ ...one, address: "CANARI-RUE" })) });
const a_visit = (tour: Tour): VisitBody => ({
  tour: tour.id, door: tour.entrances[0]!.doors[0]!.id, pass: 1, outcome: "met", informed: true, language: "ar", started_at: "2026-03-12T18:00:00+01:00",
  ended_at: "2026-03-12T18:05:00+01:00", place: "doorway", answers: {}, needs: ["charges"], handed: [], note: "CANARI-NOTE",
});

// Everything that lies in the database, as a thief with the files would read it.
async function dump(): Promise<string> {
  let text = "";
  for (const name of db.objectStoreNames) {
    for (const value of await db.getAll(name)) text += JSON.stringify(value, (_key, one: unknown) => spell(one)) + "\n";
  }
  return text;
}

function spell(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("latin1");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return value;
}

async function evening(): Promise<Tour> {
  const tour = a_tour();
  await keepDownload(home, { ...download, changed: [tour], voisin: { ...download.voisin, first_name: "CANARI-PRENOM" } });
  await saveVisit(home, a_visit(tour));
  await addDoor(home, tour.id, tour.entrances[0]!.id, 3, "CANARI-PORTE", 0);
  return tour;
}

describe("at rest", () => {
  it("shows no word, door, street or name, before and after the tour, and everything to the one who has the PIN", async () => {
    const tour = await evening();
    for (const canary of CANARIES) expect(await dump()).not.toContain(canary);
    const carried = await readCarried(home);
    expect(JSON.stringify(carried)).toContain("CANARI-RUE");
    expect(JSON.stringify(carried)).toContain("CANARI-PORTE");
    expect((await readNotes(home))[0]?.body?.note).toBe("CANARI-NOTE");
    await endTour(home, carried.tours[0] ?? tour, { day: tour.day, from: "17:30", to: "20:00" }, "good", []);
    // With the PIN too, what was said is gone: only that the door is done.
    expect((await readNotes(home)).map((note) => note.body)).toEqual([null]);
    for (const canary of CANARIES) expect(await dump()).not.toContain(canary);
  });

  it("keeps counters readable without the PIN", async () => {
    await evening();
    expect((await countVisits(db)).kept).toBe(1);
  });

  it("never seals twice, and seals what an older version left in clear", async () => {
    await setMeta(db, { keys: null });
    await saveVisit(home, a_visit(a_tour()));
    expect(await dump()).toContain("CANARI-NOTE"); // no key was ever known: kept, all the same
    await setMeta(db, { keys: { kid: "k1", keys: [key] } });
    await sealOld(db);
    const sealed = (await db.getAll("ops"))[0]?.sealed;
    expect(sealed).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await dump()).not.toContain("CANARI-NOTE");
    await sealOld(db);
    expect((await db.getAll("ops"))[0]?.sealed).toBe(sealed);
  });
});

describe("the seal", () => {
  it("opens with the private key by the letter of RFC 7518, and is never twice the same", async () => {
    const [one, two] = [await seal(key, { note: "à toi" }), await seal(key, { note: "à toi" })];
    expect(one).not.toBe(two);
    const [header, , iv, data, tag] = one.split(".") as [string, string, string, string, string];
    const from = (text: string): Buffer => Buffer.from(text, "base64url");
    const { epk, alg, enc, kid } = JSON.parse(from(header).toString()) as { epk: JsonWebKey; alg: string; enc: string; kid: string };
    expect([alg, enc, kid]).toEqual(["ECDH-ES", "A256GCM", "k1"]);
    const theirs = await crypto.subtle.importKey("jwk", epk, { name: "ECDH", namedCurve: "P-256" }, false, []);
    const z = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, secret, 256));
    const info = Buffer.concat([Buffer.from([0, 0, 0, 1]), z, Buffer.from([0, 0, 0, 7]), Buffer.from("A256GCM"), Buffer.alloc(8), Buffer.from([0, 0, 1, 0])]);
    const cek = await crypto.subtle.importKey("raw", await crypto.subtle.digest("SHA-256", info), "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: from(iv), additionalData: Buffer.from(header) }, cek, Buffer.concat([from(data), from(tag)]));
    expect(JSON.parse(Buffer.from(plain).toString())).toEqual({ note: "à toi" });
  });
});

describe("the PIN", () => {
  it("opens with the right one only, and two phones with one PIN have nothing in common", async () => {
    const opened = await unlock(db, "135790");
    expect("vault" in opened).toBe(true);
    expect(await unlock(db, "000001")).toMatchObject({ wrong: 1 });
    const other = await freshHome();
    const [mine, theirs] = [await db.get("meta", "pin"), await other.db.get("meta", "pin")];
    expect(JSON.stringify(mine, (_k, v: unknown) => spell(v))).not.toBe(JSON.stringify(theirs, (_k, v: unknown) => spell(v)));
  });

  it("makes one wait longer and longer after three, and empties what it protects after ten, never the outbox", async () => {
    expect([1, 2, 3, 4, 5, 9].map((n) => waitAfter(n) / 60_000)).toEqual([0, 0, 1, 5, 15, 15]);
    await evening();
    const before = await db.count("ops");
    let now = 1_000_000;
    for (let tries = 1; tries <= 9; tries += 1) {
      expect(await unlock(db, "000001", now)).toMatchObject({ wrong: tries });
      if (tries >= 3) expect(await unlock(db, "135790", now + 1000)).toMatchObject({ wrong: tries }); // the right one waits too
      now += 16 * 60_000;
    }
    expect(await unlock(db, "000001", now)).toEqual({ erased: true });
    expect([await db.count("tours"), await db.count("notes"), await db.count("ops")]).toEqual([0, 0, before]);
    expect((await countVisits(db)).kept).toBe(1);
  });

  it("is forgotten by the right one, and a new one is chosen after a new pairing", async () => {
    await unlock(db, "000001");
    await unlock(db, "135790");
    expect(await unlock(db, "000002")).toMatchObject({ wrong: 1 });
    const vault = await makeVault(db, "246802", 1000);
    expect(await vault.take(await vault.put({ a: 1 }))).toEqual({ a: 1 });
    expect("vault" in (await unlock(db, "246802"))).toBe(true);
  });
});
