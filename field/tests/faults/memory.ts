// A phone's database in memory, for the many histories: transactions one after another, atomic, and as durable as was asked.
// What was not asked to be strict is gone when the power is cut, up to the last strict commit (Chrome's `relaxed`, security M2).
// Only what store/ and sync/ use of `idb` is here; the stack layer runs the same code on fake-indexeddb.

import type { Db } from "../../src/store/db.ts";

type Row = Record<string, unknown>;
type Undo = [Map<string, unknown>, string, unknown];

const KEYS: Record<string, (row: Row) => string> = {
  ops: (row) => `${row["id"]}:${row["rev"]}`, tours: (row) => String(row["id"]), missions: (row) => String(row["id"]),
  notes: (row) => String(row["id"]), marks: (row) => String(row["tour"]), doors: (row) => String(row["op"]), meta: () => "",
};

export class QuotaExceeded extends Error {
  override name = "QuotaExceededError";
}

class Aborted extends Error {
  override name = "AbortError";
}

const asked = (key: unknown): string => (typeof key === "string" ? key : (key as unknown[]).join(":"));

export class Disk {
  stores = new Map<string, Map<string, unknown>>();
  // The next commit that writes finds the disk full.
  full = false;
  // Called with each row of `ops` that is taken away.
  removing: ((row: Row) => void) | null = null;
  private active: Tx | null = null;
  private queue: (() => boolean)[] = [];
  private volatile: Undo[] = [];

  constructor(names = Object.keys(KEYS)) {
    for (const name of names) this.stores.set(name, new Map());
  }

  open(): MemoryDb {
    return new MemoryDb(this);
  }

  get isFree(): boolean {
    return this.active === null && this.queue.length === 0;
  }

  // Calls `work` when no transaction runs; `work` says whether it holds the disk.
  whenFree(work: () => boolean): void {
    if (this.active || this.queue.length) this.queue.push(work);
    else work();
  }

  take(tx: Tx): void {
    this.active = tx;
  }

  free(undo: Undo[], strict: boolean): void {
    if (strict) this.volatile = [];
    else if (undo.length) this.volatile.push(...undo);
    this.active = null;
    while (this.queue.length && !this.active) this.queue.shift()!();
  }

  // The browser dies: what was committed stays, what was begun is undone, nobody waits any more.
  kill(): void {
    this.active?.die();
    this.active = null;
    this.queue = [];
  }

  // The battery dies: what was only committed loosely is gone too.
  cutPower(): void {
    this.kill();
    revert(this.volatile);
    this.volatile = [];
  }

  picture(): Map<string, Map<string, unknown>> {
    return new Map([...this.stores].map(([name, rows]) => [name, new Map(rows)]));
  }

  putBack(picture: Map<string, Map<string, unknown>>): void {
    this.kill();
    this.volatile = [];
    this.stores = new Map([...picture].map(([name, rows]) => [name, new Map(rows)]));
  }
}

function revert(undo: Undo[]): void {
  for (let place = undo.length - 1; place >= 0; place -= 1) {
    const [rows, key, before] = undo[place]!;
    if (before === undefined) rows.delete(key);
    else rows.set(key, before);
  }
}

export class MemoryDb {
  private closed = false;

  constructor(readonly disk: Disk) {}

  get asDb(): Db {
    return this as unknown as Db;
  }

  close(): void {
    this.closed = true;
  }

  private check(): void {
    if (this.closed) throw new Error("InvalidStateError");
  }

  transaction(names: string | string[], _mode = "readonly", options: { durability?: string } = {}): Tx {
    this.check();
    return new Tx(this.disk, typeof names === "string" ? names : names[0]!, options.durability === "strict");
  }

  private read<T>(work: () => T): Promise<T> {
    this.check();
    if (this.disk.isFree) return Promise.resolve(work());
    return new Promise((done) => this.disk.whenFree(() => (done(work()), false)));
  }

  get(name: string, key: unknown): Promise<unknown> {
    return this.read(() => this.disk.stores.get(name)!.get(asked(key)));
  }

  getAll(name: string): Promise<unknown[]> {
    return this.read(() => [...this.disk.stores.get(name)!.values()]);
  }

  getAllKeys(name: string): Promise<unknown[]> {
    return this.read(() => [...this.disk.stores.get(name)!.values()].map((row) => [(row as Row)["id"], (row as Row)["rev"]]));
  }

  async put(name: string, row: unknown, key?: unknown): Promise<void> {
    const tx = this.transaction(name, "readwrite");
    void tx.store.put(row, key);
    await tx.done;
  }

  async delete(name: string, key: unknown): Promise<void> {
    const tx = this.transaction(name, "readwrite");
    void tx.store.delete(key);
    await tx.done;
  }
}

// The browser's files beside its database: what the app copies there.
export class MemoryCaches {
  private readonly all = new Map<string, MemoryCache>();

  has(name: string): Promise<boolean> {
    return Promise.resolve(this.all.has(name));
  }

  open(name: string): Promise<MemoryCache> {
    let found = this.all.get(name);
    if (!found) this.all.set(name, (found = new MemoryCache()));
    return Promise.resolve(found);
  }
}

export class MemoryResponse {
  constructor(readonly words: string) {}

  json(): Promise<unknown> {
    return Promise.resolve(JSON.parse(this.words));
  }
}

class MemoryCache {
  private readonly files = new Map<string, MemoryResponse>();

  match(path: string): Promise<MemoryResponse | undefined> {
    return Promise.resolve(this.files.get(path));
  }

  put(path: string, words: MemoryResponse): Promise<void> {
    this.files.set(path, words);
    return DONE;
  }

  delete(path: string | { url: string }): Promise<boolean> {
    return Promise.resolve(this.files.delete(typeof path === "string" ? path : new URL(path.url).pathname));
  }

  keys(): Promise<{ url: string }[]> {
    return Promise.resolve([...this.files.keys()].map((path) => ({ url: `http://terrain${path}` })));
  }
}

const DONE = Promise.resolve();
const NEVER = new Promise<never>(() => undefined);

class Tx {
  private state: "waiting" | "runs" | "over" | "aborted" | "dead" = "waiting";
  private pending: (() => void)[] = [];
  private undo: Undo[] = [];

  constructor(readonly disk: Disk, private readonly first: string, private readonly strict: boolean) {
    disk.whenFree(() => {
      if (this.state === "aborted") return false;
      this.state = "runs";
      disk.take(this);
      for (const work of this.pending) work();
      return true;
    });
  }

  get store(): TxStore {
    return new TxStore(this, this.first);
  }

  get objectStoreNames(): string[] {
    return [...this.disk.stores.keys()];
  }

  objectStore(name: string): TxStore {
    return new TxStore(this, name);
  }

  createObjectStore(name: string): { createIndex(): void } {
    this.disk.stores.set(name, new Map());
    return { createIndex: () => undefined };
  }

  request<T>(work: () => T): Promise<T> {
    if (this.state === "runs") return Promise.resolve(work());
    if (this.state === "dead") return NEVER;
    if (this.state !== "waiting") return Promise.reject(new Error("TransactionInactiveError"));
    return new Promise((done) => this.pending.push(() => done(work())));
  }

  write(name: string, key: string, row: unknown): Promise<void> {
    if (this.state !== "runs") return this.request(() => this.writeNow(name, key, row));
    this.writeNow(name, key, row);
    return DONE;
  }

  private writeNow(name: string, key: string, row: unknown): void {
    const rows = this.disk.stores.get(name)!;
    const before = rows.get(key);
    if (row === undefined && name === "ops" && before) this.disk.removing?.(before as Row);
    this.undo.push([rows, key, before]);
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }

  revert(): void {
    revert(this.undo);
    this.undo = [];
  }

  // The browser is gone: whoever waits for this transaction waits for ever.
  die(): void {
    this.revert();
    this.state = "dead";
  }

  abort(): void {
    if (this.state === "dead") return;
    if (this.state === "over" || this.state === "aborted") throw new Error("InvalidStateError");
    const ran = this.state === "runs";
    this.state = "aborted";
    this.revert();
    if (ran) this.disk.free([], false);
  }

  // The app asks for `done` when it has said all that it wants: the transaction commits then.
  get done(): Promise<void> {
    if (this.state === "aborted") return Promise.reject(new Aborted());
    if (this.state === "over") return DONE;
    if (this.state === "dead") return NEVER;
    if (this.state === "runs") return this.commit();
    return new Promise((done, fail) => this.pending.push(() => void this.commit().then(done, fail)));
  }

  private commit(): Promise<void> {
    if (this.disk.full && this.undo.length) {
      this.disk.full = false;
      this.abort();
      return Promise.reject(new QuotaExceeded());
    }
    this.state = "over";
    const undo = this.undo;
    this.undo = [];
    this.disk.free(undo, this.strict);
    return DONE;
  }
}

class TxStore {
  constructor(private readonly tx: Tx, private readonly name: string) {}

  private get rows(): Map<string, unknown> {
    return this.tx.disk.stores.get(this.name)!;
  }

  get(key: unknown): Promise<unknown> {
    return this.tx.request(() => this.rows.get(asked(key)));
  }

  getAll(): Promise<unknown[]> {
    return this.tx.request(() => [...this.rows.values()]);
  }

  put(row: unknown, key?: unknown): Promise<void> {
    return this.tx.write(this.name, key === undefined ? KEYS[this.name]!(row as Row) : String(key), row);
  }

  delete(key: unknown): Promise<void> {
    return this.tx.write(this.name, asked(key), undefined);
  }

  clear(): Promise<void> {
    return this.tx.request(() => {
      for (const key of [...this.rows.keys()]) void this.tx.write(this.name, key, undefined);
    });
  }

  index(field: string): { getAll(value: unknown): Promise<unknown[]> } {
    return { getAll: (value) => this.tx.request(() => [...this.rows.values()].filter((row) => (row as Row)[field] === value)) };
  }
}
