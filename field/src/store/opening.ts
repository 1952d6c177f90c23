// Opening what the phone keeps. A browser may refuse (another of its processes still holds the files, a disk that is full),
// or never answer. Whatever it does, somebody is told, and it is tried again; it never rejects and is never given up.

import { countVisits, type Counts } from "./carry.ts";
import { bringBack } from "./copy.ts";
import { beginNewLog, openDb, type Db, type Watch } from "./db.ts";
import { hasRoom, makeRoom, within } from "./room.ts";

// slow: no answer yet. elsewhere: another page of the app holds an older shape of the database. refused: the browser said no.
// full: there is no room even to open.
export interface Trouble { why: "slow" | "elsewhere" | "refused" | "full"; detail: string }

// How many operations this phone wrote and no longer has, and whether the server knows.
export interface Lost { n: number; told: boolean }

export interface House {
  db: Db; install: string | null; language: string | null; paired: boolean; pin: boolean; night: boolean; downwards: boolean; replaced: boolean; counter: number;
  // What the copy brought back after the database was found empty; null when that did not happen.
  broughtBack: number | null;
  lost: Lost | null; lastSuccess: number | null; counts: Counts;
}

export interface Outside {
  open: (watch: Watch) => Promise<Db>;
  // Whether there is room to write in, if need be after dropping what can be fetched again.
  room: () => Promise<boolean>;
  tell: (trouble: Trouble | null) => void;
  // The connection that was given was closed by somebody else.
  closed: (db: Db) => void;
}

const SLOW = 4_000;
const LATE = 10_000;
const REFUSALS_BEFORE_TELLING = 3;
const MOST_AT_ONCE = 4;

export function openHouse(outside: Pick<Outside, "tell" | "closed"> & Partial<Outside>): Promise<House> {
  const open = outside.open ?? openDb;
  const room = outside.room ?? (async (): Promise<boolean> => (await within(hasRoom(), true)) || ((await within(makeRoom(), false)) && hasRoom()));
  return new Promise((done) => {
    let found = false;
    let refusals = 0;
    let underWay = 0;
    const tell = (why: Trouble["why"], detail = ""): void => {
      if (!found) outside.tell({ why, detail });
    };
    const slow = setTimeout(() => tell("slow"), SLOW);

    async function attempt(): Promise<House> {
      let db: Db | null = null;
      if (!(await room())) throw new NoRoom();
      await beginNewLog();
      db = await open({ blocked: () => setTimeout(() => tell("elsewhere"), 1_500), closed: () => db && outside.closed(db) });
      try {
        return await readHouse(db);
      } catch (problem) {
        db.close();
        throw problem;
      }
    }
    function go(): void {
      if (found || underWay >= MOST_AT_ONCE) return;
      underWay += 1;
      let late = false;
      // One that does not answer is left to itself: it may still be the first to succeed.
      const timer = setTimeout(() => {
        late = true;
        go();
      }, LATE);
      attempt().then(
        (house) => {
          clearTimeout(timer);
          if (found) house.db.close();
          else {
            clearTimeout(slow);
            outside.tell(null);
            found = true;
            done(house);
          }
        },
        (problem: unknown) => {
          clearTimeout(timer);
          underWay -= 1;
          refusals += 1;
          if (problem instanceof NoRoom) tell("full");
          else if (refusals >= REFUSALS_BEFORE_TELLING) tell("refused", String(problem));
          if (!late || underWay === 0) setTimeout(go, Math.min(2_000, 200 * 2 ** refusals));
        },
      );
    }
    go();
  });
}

class NoRoom extends Error {}

async function readHouse(db: Db): Promise<House> {
  // Never paired, or found empty: the copy knows which.
  if (!(await db.get("meta", "install"))) await within(bringBack(db), 0);
  const store = db.transaction("meta").store;
  const [install, language, token, pin, night, downwards, replaced, back, counter, lost, last] = await Promise.all(
    ["install", "language", "token", "pin", "night", "downwards", "replaced", "brought_back", "counter", "lost", "last_success"].map((key) => store.get(key)),
  );
  return {
    db, install: (install as string | undefined) ?? null, language: (language as string | undefined) ?? null, paired: Boolean(token), pin: Boolean(pin), night: night === true,
    downwards: downwards !== false, replaced: replaced === true, broughtBack: (back as number | null | undefined) ?? null, counter: Number(counter ?? 0),
    lost: (lost as Lost | undefined) ?? null, lastSuccess: (last as number | undefined) ?? null,
    counts: await countVisits(db),
  };
}
