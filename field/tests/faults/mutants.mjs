// Rules of the phone, each switched off by changing one line. The harness must catch every one (security 2.3).

export const MUTANTS = {
  delete_on_send: {
    file: "src/sync/sync.ts", from: "void tx.store.put(left);", to: "void tx.store.delete([op.id, op.rev]);",
  },
  counter_ids: {
    file: "src/store/db.ts", from: "if (crypto.randomUUID) return crypto.randomUUID();",
    to: "return `00000000-0000-4000-8000-${String((globalThis.tabCounter = ((globalThis.tabCounter ?? 0) + 1) % 20)).padStart(12, '0')}`;",
  },
  drop_on_401: {
    file: "src/sync/sync.ts", from: 'else if (reply.type === "unpaired") return "unpaired";',
    to: 'else if (reply.type === "unpaired") { const tx = db.transaction("ops", "readwrite"); void tx.store.clear(); await tx.done; return "unpaired"; }',
  },
  purge_at_first_ack: {
    file: "src/core/outbox.ts", from: "if (answer.safe_up_to === null || op.seq === null || op.epoch !== answer.epoch) return false;",
    to: 'if (op.seq !== null && op.state === "received") return true; if (answer.safe_up_to === null || op.seq === null) return false;',
  },
  epoch_unnoticed: {
    file: "src/core/outbox.ts", from: "const newEpoch = known !== null && known !== answer.epoch;", to: "const newEpoch = false;",
  },
  portal_is_an_answer: {
    file: "src/sync/sync.ts", from: "const reply = readReply(",
    to: 'if (response.status === 200 && !(json as Answered | null)?.results) { const tx = db.transaction("ops", "readwrite"); for (const op of batch) void tx.store.delete([op.id, op.rev]); await tx.done; continue; }\n    const reply = readReply(',
  },
  bytes_change_after_leaving: {
    file: "src/store/save.ts", from: "const rev = (before?.rev ?? 0) + 1;\n    const note", to: "const rev = before?.rev ?? 1;\n    const note",
  },
  half_an_answer_is_enough: {
    file: "src/core/outbox.ts", from: 'if (result && result.status !== "retry") {',
    to: 'if (!result && op.state === "flight") return { ...op, state: "received", seq: 0, epoch: answer.epoch };\n  if (result && result.status !== "retry") {',
  },
  loose_saves: {
    file: "src/store/db.ts", from: 'export const STRICT = { durability: "strict" } as const;', to: 'export const STRICT = { durability: "relaxed" } as const;',
  },
  shown_before_kept: {
    file: "src/store/save.ts", from: "    throw problem;\n  }\n  await tx.done;", to: "    throw problem;\n  }\n  void tx.done.catch(() => undefined);",
  },
  update_forgets_unsent: {
    file: "src/store/db.ts", from: '["tours", "missions", "notes"] as const) void tx.objectStore(name).clear();',
    to: '["tours", "missions", "notes", "ops"] as const) void tx.objectStore(name).clear();',
  },
  sealed_again: {
    file: "src/store/home.ts", from: 'filter((op) => op.body && op.state === "unsent");', to: "filter((op) => op.body);",
    and: { from: 'if (now?.state === "unsent" && now.body) {', to: "if (now?.body) {" },
  },
  wiped_without_an_answer: {
    file: "src/store/empty.ts", from: 'op.state === "unsent" || op.state === "flight"', to: "op.n < 0",
  },
  copy_is_not_sent: {
    file: "src/store/copy.ts", from: 'put({ ...op, state: "flight"', to: 'put({ ...op, state: "received"',
  },
  file_leaves_no_mark: {
    file: "src/store/share.ts", from: 'if (op.state === "unsent") void tx.store.put', to: "if (op.n < 0) void tx.store.put",
    and: { from: "  await sealOld(db);\n", to: "" },
  },
};
