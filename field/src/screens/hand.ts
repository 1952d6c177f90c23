// A file to give to the manager, by whatever the phone shares with.

import type { Shared } from "../store/share.ts";

export async function handOver(data: Shared): Promise<void> {
  const file = new File([JSON.stringify(data)], `palier-${data.made_at.slice(0, 10)}.palier.json`, { type: "application/json" });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(() => undefined);
    return;
  }
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
