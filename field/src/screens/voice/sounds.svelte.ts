// The sounds that this phone keeps, and what its voisin said.

import { budgetFor, inOrder, LOW, mayFetchAlone, oldestFor, ownOf, plan, type Connection } from "../../core/sounds.ts";
import type { Fate, Label, Mission, Sound } from "../../core/types.ts";
import { getMeta, newId } from "../../store/db.ts";
import { PAUSED } from "../../store/room.ts";
import { stamp } from "../../store/save.ts";
import { changeVoice, dropSounds, forgetVoices, keptSounds, openVoices, putVoice, readSound, type VoiceRow, type VoicesDb } from "../../store/sounds.ts";
import { fetchSounds, sendVoices, settleVoices, type Wire } from "../../sync/sounds.ts";
import { mostly, t } from "../../l10n/t.ts";
import "./icons.ts";
import { app } from "../app.svelte.ts";
import { spoken } from "../names.ts";
import { player } from "./player.svelte.ts";

// What can be listened to for one sentence: the voice that everybody hears, else one's own that waits.
export interface Source { id: string; ms: number; read: () => Promise<Blob | null> }

const DAY = 24 * 3600_000;

class Sounds {
  kept = $state.raw<Map<string, number>>(new Map());
  rows = $state.raw<VoiceRow[]>([]);
  fetching = $state(false);
  stopped = $state(false);
  free = $state<number | null>(null);
  // The voisin said yes once since the app was opened; the words stay under her eyes each time.
  agreed = $state(false);
  private db: Promise<VoicesDb> | null = null;
  private running: Promise<void> | null = null;

  order = $derived(inOrder(app.tours, app.missions, app.common, app.me?.languages ?? []));
  size = $derived([...this.kept.values()].reduce((sum, one) => sum + one, 0));
  // What would be fetched now: never more than there is room for.
  missing = $derived(plan(this.order, [...this.kept].map(([sha256, bytes]) => ({ sha256, bytes })), budgetFor(this.free, this.size)).fetch);
  // Where a visit might soon not be kept (DV-10).
  low = $derived(app.low || (this.free !== null && this.free < LOW));

  private voices(): Promise<VoicesDb> {
    return (this.db ??= openVoices());
  }

  async look(): Promise<void> {
    this.kept = new Map((await keptSounds()).map((one) => [one.sha256, one.bytes]));
    this.rows = await (await this.voices()).getAll("voices");
    const room = await navigator.storage?.estimate?.().catch(() => null);
    this.free = room?.quota === undefined ? null : room.quota - (room.usage ?? 0);
  }

  // After each contact with the server: once at a time, and never in the way of anything.
  tend(unlocked: boolean): Promise<void> {
    this.running ??= this.round(unlocked).catch(() => undefined).finally(() => (this.running = null));
    return this.running;
  }

  private async round(unlocked: boolean): Promise<void> {
    const [db, wire] = [await this.voices(), await this.wire()];
    if (unlocked) await settleVoices(db, app.voices);
    await sendVoices(db, wire);
    await this.look();
    if (!unlocked) return;
    const paused = Date.now() - Number(localStorage.getItem(PAUSED) ?? 0) < DAY;
    const alone = mayFetchAlone((navigator as { connection?: Connection }).connection) && !paused;
    // What no list names any more goes at once, whatever the network.
    if (alone) await this.fetch();
    else await dropSounds(plan(this.order, await keptSounds(), Infinity).drop).then(() => this.look());
  }

  private async wire(): Promise<Wire> {
    return { fetch: (...input) => fetch(...input), token: await getMeta<string>(app.db, "token") };
  }

  // By a tap, or alone where nobody pays for it.
  async fetch(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    this.stopped = false;
    try {
      const got = (one: Sound): void => { this.kept = new Map([...this.kept, [one.sha256, one.bytes]]); };
      this.stopped = !(await fetchSounds(this.order, await keptSounds(), budgetFor(this.free, this.size), await this.wire(), got));
    } catch {
      this.stopped = true;
    } finally {
      this.fetching = false;
      await this.look();
    }
  }

  private async read(one: Sound): Promise<Blob | null> {
    const here = await readSound(one);
    if (here || !app.online) return here;
    await fetchSounds([one], [], Infinity, await this.wire(), (got) => { this.kept = new Map([...this.kept, [got.sha256, got.bytes]]); });
    return readSound(one);
  }

  source(mission: Mission | null, key: string, lang: string, text: Label): Source | null {
    const list = key.startsWith("common/") ? app.common?.sounds : mission?.sounds;
    const found = list?.find((one) => one.key === key && one.lang === lang);
    if (found && (this.kept.has(found.sha256) || app.online)) return { id: `${key} ${lang}`, ms: found.ms, read: () => this.read(found) };
    const own = ownOf(this.rows.filter((row) => row.data && row.text === text[spoken(text, lang)]), mission?.id ?? null, key, lang);
    return own && !found ? { id: `${key} ${lang}`, ms: own.ms, read: () => Promise.resolve(new Blob([own.data!])) } : null;
  }

  // What this voisin is told of her own voice for one sentence.
  mine(mission: Mission | null, key: string, lang: string): VoiceRow | Fate | null {
    const row = ownOf(this.rows.filter((one) => one.state !== "erase"), mission?.id ?? null, key, lang);
    if (row && row.state !== "sent") return row;
    const gone = new Set(this.rows.filter((one) => one.state === "erase").map((one) => one.id));
    const told = ownOf(app.voices.filter((one) => !["erased", "replaced"].includes(one.state) && !gone.has(one.id)), mission?.id ?? null, key, lang);
    return told ?? row;
  }

  // One row in one strict transaction; false when the phone is full: then nothing is shown as kept.
  async keep(said: Pick<VoiceRow, "mission" | "key" | "lang" | "text" | "ms" | "data">): Promise<boolean> {
    try {
      const db = await this.voices();
      // Said again before the first one left: only the last is sent.
      const before = ownOf(this.rows, said.mission, said.key, said.lang);
      if (before && before.state !== "sent") await changeVoice(db, before.id, before.state, null);
      await putVoice(db, { ...said, id: newId(), agreed_at: stamp(), state: "here", message: "" });
    } catch {
      this.db = null;
      return false;
    }
    await this.look();
    void this.tend(true);
    return true;
  }

  // Taken back: at once from here, from everywhere at the next network.
  async erase(id: string): Promise<void> {
    player.stop();
    const db = await this.voices();
    const row = await db.get("voices", id);
    const known = app.voices.find((one) => one.id === id);
    if (row?.state === "back" || (row?.state === "here" && !known)) await changeVoice(db, id, row.state, null);
    else {
      const from = row ?? { id, mission: known?.mission ?? null, key: known?.key ?? "", lang: known?.lang ?? "", text: "", agreed_at: stamp(), ms: 0, message: "" };
      await putVoice(db, { ...from, data: null, state: "erase" });
    }
    await this.look();
    void this.tend(true);
  }

  // A phone that is given back keeps no voice, said or to be played.
  async forget(): Promise<void> {
    player.stop();
    (await this.voices()).close();
    this.db = null;
    await forgetVoices();
    this.kept = new Map();
    this.rows = [];
  }

  // Oldest first, never a visit.
  async makeRoom(bytes = Infinity): Promise<void> {
    player.stop();
    await dropSounds(oldestFor(await keptSounds(), bytes));
    localStorage.setItem(PAUSED, String(Date.now()));
    await this.look();
  }
}

export const sounds = new Sounds();

// "1,2 Mo", "240 Ko"
export function size(bytes: number): string {
  if (bytes < 1_000_000) return t("sound.kilo", { kb: String(Math.ceil(bytes / 1000)) });
  const figure = (bytes / 1_000_000).toFixed(1);
  return t("sound.mega", { mb: mostly() === "fr" ? figure.replace(".", ",") : figure });
}
