/** Every kind of reply draws what it is given, and never as markup. */

import { beforeEach, describe, expect, it, vi } from "vitest";
import "../src/cards/index.ts";
import { Memory } from "../src/client/memory.ts";
import { Notes, notes } from "../src/client/notes.ts";
import { message, type Kind, type Message } from "../src/shared/protocol.ts";
import type { MessageElement } from "../src/cards/index.ts";

const KINDS: Kind[] = [
  "text", "service", "choices", "question", "checklist", "materials", "step", "duration", "fee", "place",
  "condition", "channel", "legal", "progress", "summary", "receipt", "handoff", "ticket", "notice",
];
const ATTACK = `<img src=x onerror="alert(1)"><script>alert(1)</script>`;

async function drawn(raw: Partial<Message>, active = true, readonly = false): Promise<MessageElement> {
  const element = document.createElement("banshi-message") as MessageElement;
  Object.assign(element, { message: message(raw), active, readonly });
  document.body.replaceChildren(element);
  await element.updateComplete;
  await (element.firstElementChild as MessageElement).updateComplete;
  return element;
}

/** A card in which every field anybody could fill holds the attack. */
function poisoned(kind: Kind): Partial<Message> {
  const line = { field: ATTACK, text: ATTACK, for: ATTACK };
  return {
    kind,
    seq: 3,
    text: ATTACK,
    options: [{ label: ATTACK, say: ATTACK }],
    card: {
      service_id: ATTACK, service_name: ATTACK, catalog_version: ATTACK, as_of: ATTACK, source: ATTACK,
      checked_on: ATTACK, notice: ATTACK, summary: ATTACK, tags: [ATTACK], department: ATTACK, situation: ATTACK,
      lines: [line], fees: [line], time_limits: [line], warnings: [ATTACK], choices: [{ label: ATTACK, summary: ATTACK }],
      ask: ATTACK, why: ATTACK, how_to_find_out: ATTACK, field: ATTACK, remaining: ATTACK, name: ATTACK, do: ATTACK,
      who: ATTACK, where: "javascript:alert(1)", takes: ATTACK, result: ATTACK, check: ATTACK, reason: ATTACK,
      instead: [{ do: ATTACK }], number: ATTACK, staff: ATTACK,
      ...(kind === "question" ? { options: [{ label: ATTACK, note: ATTACK }] } : {}),
      items: [{
        id: ATTACK, field: ATTACK, name: ATTACK, need: "required", holder: "self", copies: ATTACK, exempt: false, waived: ATTACK,
        electronic: ATTACK, get_it: ATTACK, obtained_by: ATTACK, pitfalls: [ATTACK], certain: true, ticked: false,
      }],
      timeline: [{
        stage: ATTACK, field: ATTACK, name: ATTACK, tasks: [ATTACK], from_day: 0, to_day: 3, starts: ATTACK, ends: ATTACK,
        critical: true, unknown: false,
      }],
    },
  };
}

describe.each(KINDS)("%s", (kind) => {
  it("has a component of its own", async () => {
    const element = await drawn({ kind, text: "您好" });
    expect(element.firstElementChild?.localName).toBe(`banshi-${kind}`);
  });

  it("says the text where there is no card", async () => {
    if (["step", "service"].includes(kind)) return;
    const element = await drawn({ kind, text: "只有文字" });
    expect(element.textContent).toContain("只有文字");
  });

  it("never makes markup of what it is given", async () => {
    const element = await drawn(poisoned(kind));
    expect(element.querySelector("img, script, [onerror]")).toBeNull();
    expect(element.querySelector("a[href^='javascript']")).toBeNull();
  });

  it("offers nothing to tap on a staff screen", async () => {
    const element = await drawn(poisoned(kind), true, true);
    expect([...element.querySelectorAll("button:not(:disabled)")]).toEqual([]);
  });
});

describe("papers that are ticked", () => {
  const paper = { field: "materials.a", need: "required", holder: "self", copies: "", exempt: false, waived: "", electronic: "", get_it: "", obtained_by: "", pitfalls: [], certain: true, ticked: false };
  const items = [{ ...paper, id: "a", name: "甲" }, { ...paper, id: "b", name: "乙" }, { ...paper, id: "c", name: "丙", ticked: true }];
  const list = (seq: number): Partial<Message> => ({ kind: "checklist", seq, card: { service_id: "s", items } });
  const boxes = (element: HTMLElement): boolean[] => [...element.querySelectorAll<HTMLInputElement>("[type=checkbox]")].map((box) => box.checked);
  const tick = (element: HTMLElement, at: number): void => element.querySelectorAll<HTMLInputElement>("[type=checkbox]")[at]!.click();

  beforeEach(() => notes.forget());

  it("are there again after a reload, in a later list too, and told together where one sees them", async () => {
    tick(await drawn(list(5)), 0);
    expect(new Notes().ticks("s")).toEqual({ a: 0 });
    const later = await drawn(list(9));
    expect(boxes(later)).toEqual([true, false, true]);
    expect(later.querySelector(".ready")?.textContent).toContain("2 / 3 已备好");
    tick(later, 1);
    await (later.firstElementChild as MessageElement).updateComplete;
    const heard = vi.fn();
    later.addEventListener("banshi-say", (event) => heard((event as CustomEvent).detail.text));
    later.querySelector<HTMLButtonElement>(".ready button")?.click();
    expect(heard).toHaveBeenCalledWith("甲、乙准备好了");
    await (later.firstElementChild as MessageElement).updateComplete;
    expect(boxes(later)).toEqual([true, true, true]);
    expect(later.querySelector(".ready button")).toBeNull();
  });

  it("are what the assistant says in a list that came after it was told", async () => {
    notes.keepTicks("s", { a: 5 });
    expect(boxes(await drawn(list(5)))).toEqual([true, false, true]);
    expect(boxes(await drawn(list(9)))).toEqual([false, false, true]);
  });

  it("leave the browser with the conversation, and on a shared computer never enter it", async () => {
    const memory = new Memory();
    memory.conversation = "c1";
    tick(await drawn(list(5)), 0);
    memory.conversation = "";
    expect(new Notes().ticks("s")).toEqual({});
    memory.shared = true;
    tick(await drawn(list(5)), 0);
    expect(new Notes().ticks("s")).toEqual({});
    memory.shared = false;
  });
});

describe("what a person can do", () => {
  it("says the option that was tapped", async () => {
    const element = await drawn({ kind: "question", card: { ask: "？" }, options: [{ label: "满了", say: "满一年" }] });
    const heard = vi.fn();
    element.addEventListener("banshi-say", (event) => heard((event as CustomEvent).detail.text));
    element.querySelector<HTMLButtonElement>(".choice")?.click();
    expect(heard).toHaveBeenCalledWith("满一年");
  });

  it("cannot tap an option of an older question", async () => {
    const element = await drawn({ kind: "question", card: { ask: "？" }, options: [{ label: "是", say: "是" }] }, false);
    expect(element.querySelector<HTMLButtonElement>(".choice")?.disabled).toBe(true);
  });

  it.each(["满一年", "满了", "2"])("sees afterwards which option it was, said as %s", async (said) => {
    const element = await drawn({ kind: "question", card: { ask: "？" }, options: [{ label: "没满", say: "没满一年" }, { label: "满了", say: "满一年" }] }, false);
    element.chosen = said;
    await element.updateComplete;
    await (element.firstElementChild as MessageElement).updateComplete;
    expect([...element.querySelectorAll(".picked")].map((option) => option.querySelector("strong")?.textContent)).toEqual(["满了您选的"]);
  });

  it("names each line where it can be reported as wrong, and goes on in its form", async () => {
    const lines = [{ field: "fees.0", text: "工本费 10 元" }, { field: "fees.1", text: "加急 20 元" }];
    const element = await drawn({ kind: "fee", card: { service_id: "s", lines } });
    const card = element.firstElementChild as MessageElement;
    element.querySelector<HTMLButtonElement>(".receipt button")?.click();
    await card.updateComplete;
    const flags = [...element.querySelectorAll<HTMLButtonElement>(".lines .flag")];
    expect(flags.map((flag) => flag.getAttribute("aria-label"))).toEqual(["这里写错了：工本费 10 元", "这里写错了：加急 20 元"]);
    flags[1]!.click();
    await card.updateComplete;
    await card.updateComplete;
    expect(document.activeElement).toBe(element.querySelector("textarea"));
  });

  it("opens the pages of its own list by buttons, not by addresses to read", async () => {
    const links = [{ kind: "print", href: "/sheet/A/s" }, { kind: "calendar", href: "/sheet/A/s.ics" }, { kind: "print", href: "https://evil.example/sheet/A" }];
    const element = await drawn({ text: "排成了一页：\nhttps://a.gov.cn/sheet/A/s\n日历：\n/sheet/A/s.ics\n72 小时内有效", card: { links } });
    expect([...element.querySelectorAll("a")].map((a) => [a.getAttribute("href"), a.textContent])).toEqual([["/sheet/A/s", "打开打印页"], ["/sheet/A/s.ics", "存进日历"]]);
    expect(element.textContent).not.toContain("sheet");
  });

  it("calls a telephone and opens a web address, nothing else", async () => {
    const element = await drawn({ text: "打 12345 或 0755-12345678，看 https://www.gov.cn/a?b=1，不要 javascript:alert(1)" });
    expect([...element.querySelectorAll("a")].map((a) => a.getAttribute("href"))).toEqual([
      "tel:12345", "tel:0755-12345678", "https://www.gov.cn/a?b=1",
    ]);
  });

  it("draws stages to scale, and draws no dates where nobody fixes them", async () => {
    const span = { stage: "a", field: "stages.a", name: "立项", tasks: [], from_day: 0, to_day: 10, starts: "2026-11-26", ends: "2026-12-10", critical: true, counts: true, unknown: false };
    const open = { ...span, name: "验收", critical: false, counts: false, unknown: true };
    const element = await drawn({ kind: "duration", card: { timeline: [span, { ...span, from_day: 10, to_day: 20 }, open] } });
    expect([...element.querySelectorAll("rect")].map((bar) => [bar.getAttribute("x"), bar.getAttribute("width")])).toEqual([["0", "500"], ["500", "500"]]);
    const last = element.querySelector(".timeline > li:last-child")?.textContent;
    expect(last).toContain("时间自己安排");
    expect(last).toContain("不计入审批时限");
    expect(last).not.toContain("11-26");
  });

  it("draws a kind it does not know as text", async () => {
    const element = await drawn({ kind: "hologram" as Kind, text: "还是看得到" });
    expect(element.textContent).toContain("还是看得到");
  });
});
