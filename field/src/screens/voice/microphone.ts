// The microphone: a small Opus recording, how loud it is, how long is left. Its twin at the desk: desk/static/desk/voices.js.

import { bitsFor } from "../../core/sounds.ts";

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"];

export const recorderType = (): string | undefined =>
  typeof MediaRecorder === "undefined" ? undefined : TYPES.find((one) => MediaRecorder.isTypeSupported(one));

export type Refusal = "none" | "closed" | "old";

export interface Take { data: ArrayBuffer; type: string; ms: number; loudest: number }

export class Microphone {
  private stream: MediaStream | null = null;
  private recorder: MediaRecorder | null = null;
  private frame = 0;
  private loudest = 0;

  // Begins at once; `heard` is told some sixty times a second how loud it is (0 to 1). Null when it began.
  async open(heard: (level: number) => void): Promise<Refusal | null> {
    if (!recorderType() || !navigator.mediaDevices?.getUserMedia) return "old";
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } });
    } catch (problem) {
      return (problem as DOMException).name === "NotFoundError" ? "none" : "closed";
    }
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(this.stream).connect(ear);
    const heights = new Float32Array(ear.fftSize);
    const look = (): void => {
      ear.getFloatTimeDomainData(heights);
      const now = heights.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      this.loudest = Math.max(this.loudest, now);
      heard(Math.min(1, 1.4 * Math.sqrt(now)));
      if (this.stream?.active) this.frame = requestAnimationFrame(look);
      else void context.close();
    };
    look();
    return null;
  }

  // Resolves when `stop` is called, or when the seconds are over.
  async record(seconds: number): Promise<Take> {
    const type = recorderType()!;
    const recorder = (this.recorder = new MediaRecorder(this.stream!, {
      mimeType: type, audioBitsPerSecond: bitsFor(seconds), audioBitrateMode: "constant",
    } as MediaRecorderOptions));
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const done = new Promise((end) => { recorder.onstop = end; });
    const begun = performance.now();
    recorder.start();
    const timer = setTimeout(() => this.stop(), seconds * 1000);
    await done;
    clearTimeout(timer);
    const ms = Math.round(performance.now() - begun);
    this.close();
    return { data: await new Blob(parts, { type }).arrayBuffer(), type, ms, loudest: this.loudest };
  }

  stop(): void {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  // The little light goes off: nothing listens any more.
  close(): void {
    cancelAnimationFrame(this.frame);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
  }
}
