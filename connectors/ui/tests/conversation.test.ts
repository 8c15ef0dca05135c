/** Order, doubles and failures of delivery, without a network. */

import { beforeEach, describe, expect, it } from "vitest";
import { Refusal, type Api } from "../src/client/api.ts";
import { Conversation } from "../src/client/conversation.ts";
import { Memory } from "../src/client/memory.ts";
import { message, type Message } from "../src/shared/protocol.ts";

class Stream extends EventTarget {
  readyState = 1;
  close(): void {
    this.readyState = 2;
  }
}

/** A server with one conversation, which can be told to fail. */
class Server implements Api {
  log: Message[] = [];
  seen = new Map<string, Message[]>();
  failures: unknown[] = [];

  async send(body: { text: string; message_id: string }): ReturnType<Api["send"]> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    let reply = this.seen.get(body.message_id);
    if (!reply) {
      const seq = this.log.length;
      this.log.push(message({ seq: seq + 1, from: "citizen", text: body.text, message_id: body.message_id }));
      reply = [message({ seq: seq + 2, text: `答：${body.text}` })];
      this.log.push(...reply);
      this.seen.set(body.message_id, reply);
    }
    return { conversation: "c1", messages: reply };
  }

  history = async (_: string, after: number): Promise<Message[]> => this.log.filter((m) => m.seq > after);
  forget = async (): Promise<void> => void (this.log = []);
  feedback = async (): Promise<string> => "";
  shelves = async () => ({ themes: [], life_events: [], examples: [] });
  suggest = async (): Promise<never[]> => [];
  list = async (): Promise<never[]> => [];
  events = (): EventSource => new Stream() as unknown as EventSource;
}

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
};

let server: Server;
let talk: Conversation;

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "");
  server = new Server();
  talk = new Conversation(server, new Memory());
});

const texts = (): string[] => talk.messages.map((m) => m.text);

describe("a conversation", () => {
  it("shows messages by number, whatever order they come in, each once", () => {
    talk.take([3, 1, 2, 3].map((seq) => message({ seq, text: String(seq) })));
    talk.take([message({ seq: 2, text: "2" })]);
    expect(texts()).toEqual(["1", "2", "3"]);
  });

  it("knows up to where nothing is missing", () => {
    talk.take([1, 2, 5].map((seq) => message({ seq })));
    expect(talk.complete).toBe(2);
  });

  it("sends one after the other, in the order they were said", async () => {
    talk.say("一");
    talk.say("二");
    await until(() => !talk.busy);
    expect(texts()).toEqual(["一", "答：一", "二", "答：二"]);
  });

  it("tries again with the same id when the network fails", async () => {
    server.failures = [new TypeError("network")];
    talk.say("一");
    await until(() => talk.link === "lost");
    expect(talk.pending).toHaveLength(1);
    await until(() => !talk.busy);
    expect(texts()).toEqual(["一", "答：一"]);
  });

  it("shows why a message cannot be taken, and lets it be dropped", async () => {
    server.failures = [new Refusal(400, "消息太长了")];
    talk.say("一");
    await until(() => talk.pending[0]?.error !== "");
    expect(talk.pending[0]?.error).toBe("消息太长了");
    talk.drop(talk.pending[0]!.id);
    expect(talk.pending).toEqual([]);
  });

  it("begins anew when the server no longer knows the conversation", async () => {
    talk.say("一");
    await until(() => !talk.busy);
    server.log = [];
    server.failures = [new Refusal(400, "没有这个会话")];
    talk.say("二");
    await until(() => !talk.busy);
    expect(talk.id).toBe("c1");
    expect(texts()).toContain("答：二");
  });

  it("keeps unsent words over a reload, and no longer than that", async () => {
    server.failures = [new TypeError("network")];
    talk.say("一");
    await until(() => talk.link === "lost");
    expect(new Conversation(server, new Memory()).pending.map((p) => p.text)).toEqual(["一"]);
    await until(() => !talk.busy);
    expect(new Conversation(server, new Memory()).pending).toEqual([]);
  });

  it("keeps nothing on a shared computer", async () => {
    const memory = new Memory();
    memory.shared = true;
    talk = new Conversation(server, memory);
    server.failures = [new TypeError("network")];
    talk.say("一");
    await until(() => talk.link === "lost");
    expect(history.state?.unsent ?? []).toEqual([]);
    await until(() => !talk.busy);
    expect(sessionStorage.length).toBe(0);
  });

  it("works where the browser forbids storage", async () => {
    const memory = new Memory(() => {
      throw new DOMException("denied", "SecurityError");
    });
    talk = new Conversation(server, memory);
    talk.say("一");
    await until(() => !talk.busy);
    expect(talk.id).toBe("c1");
  });
});
