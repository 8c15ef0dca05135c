/** The line to the server: news by server-sent events or, where those fail, by asking. */

import { message, type Desk, type Message } from "../shared/protocol.ts";
import type { Api } from "./api.ts";

export type Link = "quiet" | "live" | "lost";

const POLL_MS = 3_000;
const STREAM_TRIES = 3;

/** Whose news they are. */
export interface Talk {
  /** Empty before the conversation begins. */
  readonly id: string;
  readonly complete: number;
  take(incoming: Message[]): void;
  /** Fetches what is missing; false where the server cannot be reached. */
  catchUp(): Promise<boolean>;
  atDesk(desk: Desk): void;
  /** The server answers again. */
  reached(): void;
  changed(): void;
}

export class Line {
  link: Link = "quiet";
  private stream: EventSource | null = null;
  private failures = 0;
  private timer = 0;

  constructor(private readonly api: Api, private readonly talk: Talk) {}

  /** Listens from now on, unless it does so already. */
  listen(): void {
    if (!this.talk.id || this.stream) return;
    if (this.failures >= STREAM_TRIES) return this.poll();
    const stream = this.api.events(this.talk.id, this.talk.complete);
    this.stream = stream;
    stream.addEventListener("message", (event) => {
      this.failures = 0;
      this.talk.take([message(JSON.parse((event as MessageEvent<string>).data))]);
    });
    stream.addEventListener("desk", (event) => this.talk.atDesk(JSON.parse((event as MessageEvent<string>).data)));
    stream.addEventListener("open", () => {
      this.heard();
      this.talk.reached();
    });
    stream.addEventListener("error", () => {
      if (this.stream !== stream) return;
      this.lost();
      if (stream.readyState !== EventSource.CLOSED) return;
      this.stream = null;
      this.failures += 1;
      this.poll();
    });
  }

  /** The server answered. */
  heard(): void {
    this.set("live");
    this.listen();
  }

  /** The server did not answer. */
  lost(): void {
    this.set("lost");
  }

  /** Lets go of a stream that may be dead without having said so. */
  doubt(): void {
    if (this.link === "lost") this.close();
  }

  hangUp(): void {
    clearTimeout(this.timer);
    this.close();
    this.failures = 0;
    this.set("quiet");
  }

  private poll(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      void this.talk.catchUp().then((reached) => {
        if (reached) this.failures = Math.min(this.failures, STREAM_TRIES - 1);
        this.listen();
        if (!this.stream) this.poll();
      });
    }, POLL_MS);
  }

  private close(): void {
    this.stream?.close();
    this.stream = null;
  }

  private set(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    this.talk.changed();
  }
}
