/**
 * One conversation as the server tells it: messages ordered by sequence number, unsent ones kept
 * and sent again with the same id until the server has them. News come by its line.
 */

import type { Desk, Message } from "../shared/protocol.ts";
import { Refusal, type Api } from "./api.ts";
import { Line, type Link, type Talk } from "./line.ts";
import type { Memory } from "./memory.ts";

export interface Pending {
  id: string;
  text: string;
  error: string;
}

const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000];
const PAGE = 200;

export class Conversation extends EventTarget implements Talk {
  messages: Message[] = [];
  pending: Pending[] = [];
  desk: Desk = { desk: "BOT" };
  private readonly line: Line;
  private retryTimer = 0;
  private failures = 0;
  private sending = false;

  constructor(private readonly api: Api, private readonly memory: Memory) {
    super();
    this.line = new Line(api, this);
    this.pending = memory.waiting.map((unsent) => ({ ...unsent, error: "" }));
  }

  get id(): string {
    return this.memory.conversation;
  }

  get link(): Link {
    return this.line.link;
  }

  /** True while the citizen waits for an answer. */
  get busy(): boolean {
    return this.pending.some((p) => !p.error);
  }

  /** Takes up what went before, and listens from now on. */
  async start(): Promise<void> {
    addEventListener("online", this.wake);
    addEventListener("offline", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    await this.catchUp();
    this.line.listen();
    void this.flush();
  }

  stop(): void {
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.hangUp();
  }

  /** Takes over a conversation another tab has. */
  adopt(id: string): void {
    if (!this.id) this.memory.conversation = id;
  }

  say(text: string): void {
    const words = text.trim();
    if (!words) return;
    this.pending = [...this.pending, { id: crypto.randomUUID?.() ?? fallbackId(), text: words, error: "" }];
    this.keepPending();
    void this.flush();
  }

  again(id: string): void {
    this.pending = this.pending.map((p) => (p.id === id ? { ...p, error: "" } : p));
    this.keepPending();
    void this.flush();
  }

  drop(id: string): void {
    this.pending = this.pending.filter((p) => p.id !== id);
    this.keepPending();
  }

  /** Fetches everything anew, in the script that is wanted now. */
  async retell(): Promise<void> {
    this.hangUp();
    this.messages = [];
    await this.catchUp();
    this.line.listen();
  }

  /** Deletes everything, on the server first. */
  async clear(): Promise<void> {
    if (this.id) await this.api.forget(this.id);
    this.leave();
  }

  /** Forgets the conversation in this browser only. */
  leave(): void {
    this.hangUp();
    this.memory.conversation = "";
    this.messages = [];
    this.pending = [];
    this.keepPending();
  }

  /** Sends what waits, in order, one at a time. */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.retryTimer);
    let next: Pending | undefined;
    while ((next = this.pending.find((p) => !p.error)) && (await this.deliver(next)));
    this.sending = false;
  }

  private async deliver(item: Pending): Promise<boolean> {
    try {
      const conversation = this.id;
      const reply = await this.api.send({
        ...(conversation ? { conversation } : {}),
        text: item.text,
        message_id: item.id,
      });
      this.failures = 0;
      if (!conversation) this.memory.conversation = reply.conversation;
      const first = reply.messages[0]?.seq ?? 0;
      const own: Message = {
        seq: first - 1, from: "citizen", kind: "text", text: item.text, card: null, options: [], message_id: item.id,
      };
      this.take(first > 1 ? [own, ...reply.messages] : reply.messages);
      // Somebody in a queue or with a person gets no answer at once; the log has the message.
      if (!reply.messages.length) await this.catchUp();
      this.drop(item.id);
      this.line.heard();
      return true;
    } catch (error) {
      return this.undelivered(item, error);
    }
  }

  private async undelivered(item: Pending, error: unknown): Promise<boolean> {
    if (error instanceof Refusal && error.lasting) {
      if (this.id && (await this.vanished())) {
        // Numbers begin anew with the next conversation, so what was shown cannot stay beside it.
        this.memory.conversation = "";
        this.messages = [];
        this.hangUp();
        return true;
      }
      this.pending = this.pending.map((p) => (p.id === item.id ? { ...p, error: error.message || "×" } : p));
      this.keepPending();
      return true;
    }
    this.line.lost();
    const wait = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
    this.retryTimer = window.setTimeout(() => void this.flush(), wait);
    return false;
  }

  /** True where the server no longer knows the conversation (it expired, or was deleted elsewhere). */
  private async vanished(): Promise<boolean> {
    try {
      return (await this.api.history(this.id, 0)).length === 0;
    } catch {
      return false;
    }
  }

  /** Adds messages; what is known already changes nothing, except that the server's word counts. */
  take(incoming: Message[]): void {
    const bySeq = new Map(this.messages.map((m) => [m.seq, m]));
    for (const m of incoming) {
      const known = bySeq.get(m.seq);
      if (!known || known.from === "citizen") bySeq.set(m.seq, m);
      if (m.message_id) this.pending = this.pending.filter((p) => p.id !== m.message_id);
    }
    this.messages = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    this.changed();
  }

  /** The highest number up to which nothing is missing. */
  get complete(): number {
    let seq = 0;
    for (const m of this.messages) {
      if (m.seq !== seq + 1 && seq !== 0) break;
      seq = m.seq;
    }
    return seq;
  }

  /** Fetches what is missing, page by page. */
  async catchUp(): Promise<boolean> {
    if (!this.id) return true;
    try {
      for (;;) {
        const after = this.complete;
        const found = await this.api.history(this.id, after);
        this.take(found);
        if (found.length < PAGE || this.complete === after) break;
      }
      this.line.heard();
      return true;
    } catch {
      this.line.lost();
      return false;
    }
  }

  atDesk(desk: Desk): void {
    this.desk = desk;
    this.changed();
  }

  reached(): void {
    if (this.pending.length) void this.flush();
  }

  private hangUp(): void {
    clearTimeout(this.retryTimer);
    this.desk = { desk: "BOT" };
    this.line.hangUp();
  }

  /** After sleep, a change of network or of tab: ask at once instead of waiting for a timer. */
  private readonly wake = (): void => {
    if (document.visibilityState === "hidden") return;
    if (navigator.onLine === false) return this.line.lost();
    this.failures = 0;
    this.line.doubt();
    void this.catchUp().then(() => this.line.listen());
    void this.flush();
  };

  private keepPending(): void {
    this.memory.waiting = this.pending.map(({ id, text }) => ({ id, text }));
    this.changed();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** Browsers give `randomUUID` to secure pages only; plain http inside an office is not one. */
function fallbackId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
