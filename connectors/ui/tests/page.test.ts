/** Parts of the page: what is shown of a hand-over, feedback, typing, searching, settings. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../src/client/api.ts";
import { notes } from "../src/client/notes.ts";
import type { BrowseElement } from "../src/page/browse.ts";
import "../src/page/browse.ts";
import type { ComposerElement } from "../src/page/composer.ts";
import "../src/page/composer.ts";
import type { LogElement } from "../src/page/log.ts";
import "../src/page/log.ts";
import { readLook } from "../src/page/look.ts";
import type { SettingsElement } from "../src/page/settings.ts";
import "../src/page/settings.ts";
import { message, type ServiceBrief } from "../src/shared/protocol.ts";
import { setLanguage } from "../src/shared/words.ts";

const heard = vi.fn();
const EVENTS = ["banshi-say", "banshi-feedback", "banshi-look", "banshi-clear"];
const hear = (event: Event): void => heard(event.type, (event as CustomEvent).detail);

beforeEach(() => {
  setLanguage("zh-Hans");
  heard.mockClear();
  for (const name of EVENTS) document.body.addEventListener(name, hear);
});

afterEach(() => document.body.replaceChildren());

async function drawn<E extends HTMLElement & { updateComplete: Promise<boolean> }>(name: string, fields: object): Promise<E> {
  const element = Object.assign(document.createElement(name), fields) as E;
  document.body.append(element);
  await element.updateComplete;
  return element;
}

const press = (root: HTMLElement, words: string): void =>
  [...root.querySelectorAll("button")].find((button) => button.textContent?.trim() === words)?.click();

describe("the log", () => {
  const fee = message({ seq: 2, kind: "fee", text: "不收费", card: { service_id: "a" } });
  const asked = message({ seq: 1, from: "citizen", text: "多少钱" });

  it("says how many are ahead, and lets one leave the queue", async () => {
    const log = await drawn<LogElement>("banshi-log", { messages: [asked], desk: { desk: "WAITING", ahead: 3 } });
    expect(log.querySelector(".attendance [role=status]")?.textContent).toContain("前面还有 3 位");
    press(log, "不等了");
    expect(heard).toHaveBeenCalledWith("banshi-say", { text: "不等了" });
  });

  it("says who of staff is there and writes, and what they have read", async () => {
    const later = message({ seq: 3, from: "citizen", text: "在吗" });
    const desk = { desk: "HUMAN", staff: "<b>李敏", typing: true, read: 2 };
    const log = await drawn<LogElement>("banshi-log", { messages: [asked, fee, later], desk });
    expect(log.querySelector(".attendance")?.textContent).toContain("工作人员 <b>李敏 正在输入");
    const read = [...log.querySelectorAll(".read")].map((mark) => mark.closest<HTMLElement>(".turn")?.dataset.seq);
    expect(read).toEqual(["1"]);
  });

  it("announces an answer once and short, and nothing of what was there before", async () => {
    vi.useFakeTimers();
    const log = await drawn<LogElement>("banshi-log", { messages: [asked, fee] });
    const announced = (): string => log.querySelector(".visually-hidden[role=status]")?.textContent ?? "";
    await vi.advanceTimersByTimeAsync(1_000);
    expect(announced()).toBe("");
    const again = message({ seq: 3, from: "citizen", text: "去哪里" });
    log.messages = [asked, fee, again, message({ seq: 4, text: "【办证】宝安\n来源：目录" })];
    await log.updateComplete;
    log.messages = [...log.messages, message({ seq: 5, text: "还有" })];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(announced()).toBe("助手：办证 宝安（共 2 条）");
    vi.useRealTimers();
  });

  it("keeps the number of a ticket where the line stood", async () => {
    const log = await drawn<LogElement>("banshi-log", { messages: [asked, fee] });
    notes.addTicket(2, "T261128-ABCDEF");
    await log.updateComplete;
    expect(log.querySelector('[data-seq="2"] .noted')?.textContent).toContain("T261128-ABCDEF");
    expect(log.querySelector(".noted button")?.getAttribute("aria-label")).toBe("复制 T261128-ABCDEF");
    notes.forget();
  });

  it("takes 没解决 with the reason, and does not answer that with joy", async () => {
    const log = await drawn<LogElement>("banshi-log", { messages: [asked, fee] });
    press(log, "没解决");
    await log.updateComplete;
    log.querySelector("textarea")!.value = "没说照片";
    log.querySelector<HTMLFormElement>("form.report")!.requestSubmit();
    await log.updateComplete;
    expect(heard).toHaveBeenCalledWith("banshi-feedback", { verdict: "unsolved", seq: 2, service: "a", text: "没说照片" });
    expect(log.querySelector(".rated")?.textContent).toBe("谢谢，已经记下，会有人核对。");
  });
});

describe("the composer", () => {
  const key = (box: HTMLElement, init: KeyboardEventInit): boolean =>
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true, bubbles: true, ...init }));

  it("sends with Enter, but not while an input method composes, nor with Shift", async () => {
    const composer = await drawn<ComposerElement>("banshi-composer", { text: "居住证" });
    const box = composer.querySelector("textarea")!;
    key(box, { isComposing: true });
    key(box, { shiftKey: true });
    expect(heard).not.toHaveBeenCalled();
    key(box, {});
    expect(heard).toHaveBeenCalledWith("banshi-say", { text: "居住证" });
    expect(composer.text).toBe("");
  });

  it("counts what is left only near the end", async () => {
    const composer = await drawn<ComposerElement>("banshi-composer", { text: "证".repeat(799) });
    expect(composer.querySelector(".composer-hint")?.textContent).toBe("");
    composer.text = "证".repeat(950);
    await composer.updateComplete;
    expect(composer.querySelector(".composer-hint")?.textContent).toContain("50");
  });
});

describe("browsing", () => {
  const brief = (id: string): ServiceBrief => ({ id, name: id, summary: "", theme: "", department: "", tags: [] });

  it("shows what was asked for last, whichever answer comes first", async () => {
    const answers: ((found: ServiceBrief[]) => void)[] = [];
    const list = (): Promise<ServiceBrief[]> => new Promise((resolve) => answers.push(resolve));
    const shelves = { themes: ["一", "二"].map((name) => ({ id: name, name, text: "" })), life_events: [], examples: [] };
    const browse = await drawn<BrowseElement>("banshi-browse", { shelves, api: { list } as unknown as Api });
    const [first, second] = browse.querySelectorAll<HTMLButtonElement>(".themes .choice");
    first!.click();
    second!.click();
    answers[1]!([brief("new")]);
    answers[0]!([brief("old")]);
    await new Promise((resolve) => setTimeout(resolve));
    await browse.updateComplete;
    expect([...browse.querySelectorAll(".services a")].map((link) => link.getAttribute("href"))).toEqual(["/services/new"]);
  });
});

describe("the settings", () => {
  it("asks before it deletes", async () => {
    const settings = await drawn<SettingsElement>("banshi-settings", { look: readLook(new URLSearchParams()), shared: false });
    press(settings, "清除对话");
    await settings.updateComplete;
    expect(heard).not.toHaveBeenCalled();
    press(settings, "清除对话");
    expect(heard).toHaveBeenCalledWith("banshi-clear", null);
  });

  it("changes the language", async () => {
    const settings = await drawn<SettingsElement>("banshi-settings", { look: readLook(new URLSearchParams()), shared: false });
    settings.querySelector<HTMLInputElement>("input[value=zh-Hant]")!.dispatchEvent(new Event("change"));
    expect(heard.mock.calls[0]?.[1]).toMatchObject({ language: "zh-Hant" });
  });
});
