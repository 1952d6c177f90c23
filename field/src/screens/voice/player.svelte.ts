// One sound at a time, with how far it is.

class Player {
  id = $state<string | null>(null);
  // From 0 to 1.
  at = $state(0);
  // Nothing was heard: the file is not there, or this browser has no Opus.
  failed = $state<string | null>(null);
  private audio: HTMLAudioElement | null = null;
  private url = "";

  async toggle(id: string, read: () => Promise<Blob | null>): Promise<void> {
    const same = this.id === id;
    this.stop();
    if (same) return;
    this.id = id;
    this.failed = null;
    const data = await read().catch(() => null);
    if (this.id !== id) return;
    if (!data) return this.fail(id);
    this.url = URL.createObjectURL(data);
    const audio = (this.audio ??= this.make());
    audio.src = this.url;
    await audio.play().catch(() => {
      if (this.id === id) this.fail(id);
    });
  }

  private make(): HTMLAudioElement {
    const audio = new Audio();
    audio.addEventListener("ended", () => this.stop());
    const follow = (): void => {
      if (this.id === null) return;
      if (audio.duration > 0) this.at = Math.min(1, audio.currentTime / audio.duration);
      requestAnimationFrame(follow);
    };
    audio.addEventListener("playing", follow);
    return audio;
  }

  private fail(id: string): void {
    this.stop();
    this.failed = id;
  }

  stop(): void {
    this.audio?.pause();
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = "";
    this.id = null;
    this.at = 0;
  }
}

export const player = new Player();
