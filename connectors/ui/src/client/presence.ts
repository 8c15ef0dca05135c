/** Tells staff who have the conversation how far the person has read, and that they are writing. */

import { seen } from "./api.ts";
import type { Conversation } from "./conversation.ts";

const AGAIN_MS = 3000;

export class Presence {
  private told = 0;
  private typed = 0;

  constructor(private readonly talk: Conversation) {
    talk.addEventListener("change", () => this.read());
    document.addEventListener("visibilitychange", () => this.read());
  }

  /** Something was typed; said again at most every few seconds. */
  typing(): void {
    if (!this.staffed || Date.now() - this.typed < AGAIN_MS) return;
    this.typed = Date.now();
    void seen(this.talk.id, { typing: true, read: this.told });
  }

  private get staffed(): boolean {
    return this.talk.desk.desk === "HUMAN" || this.talk.desk.desk === "WAITING";
  }

  private read(): void {
    const last = this.talk.complete;
    if (!this.staffed || document.visibilityState === "hidden" || last === this.told) return;
    this.told = last;
    void seen(this.talk.id, { read: last });
  }
}
