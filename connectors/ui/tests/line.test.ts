/** How news come, without a network. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Api } from "../src/client/api.ts";
import { Line, type Talk } from "../src/client/line.ts";
import { message } from "../src/shared/protocol.ts";

const CLOSED = 2;

class Stream extends EventTarget {
  readyState = 1;
  close(): void {
    this.readyState = CLOSED;
  }
  /** Ends it as a browser does that will not try again. */
  die(): void {
    this.close();
    this.dispatchEvent(new Event("error"));
  }
}

let streams: Stream[];
let talk: { [name in keyof Talk]: Talk[name] };
let line: Line;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", { CLOSED }); // happy-dom has none
  streams = [];
  const events = (): Stream => streams[streams.push(new Stream()) - 1]!;
  talk = {
    id: "c1",
    complete: 0,
    take: vi.fn(),
    catchUp: vi.fn(async () => false),
    atDesk: vi.fn(),
    reached: vi.fn(),
    changed: vi.fn(),
  };
  line = new Line({ events } as unknown as Api, talk);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("hands on what the stream says", () => {
  line.listen();
  line.listen();
  expect(streams).toHaveLength(1);
  streams[0]!.dispatchEvent(new Event("open"));
  streams[0]!.dispatchEvent(new MessageEvent("message", { data: '{"seq": 1, "text": "一"}' }));
  streams[0]!.dispatchEvent(new MessageEvent("desk", { data: '{"desk": "HUMAN"}' }));
  expect(line.link).toBe("live");
  expect(talk.reached).toHaveBeenCalledOnce();
  expect(talk.take).toHaveBeenCalledWith([message({ seq: 1, text: "一" })]);
  expect(talk.atDesk).toHaveBeenCalledWith({ desk: "HUMAN" });
});

it("asks where streams die, and tries one again once the server answers", async () => {
  line.listen();
  for (let dead = 1; dead <= 3; dead++) {
    streams.at(-1)!.die();
    await vi.advanceTimersByTimeAsync(3_000);
  }
  expect(line.link).toBe("lost");
  expect(streams).toHaveLength(3);
  talk.catchUp = async () => true;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(streams).toHaveLength(4);
});

it("says nothing more once it hangs up", async () => {
  line.listen();
  streams[0]!.die();
  line.hangUp();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(line.link).toBe("quiet");
  expect(talk.catchUp).not.toHaveBeenCalled();
  expect(streams).toHaveLength(1);
});
