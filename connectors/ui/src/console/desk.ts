/** The desk: who waits, who is with whom, whom the bot talks with, and the one conversation that is open. */

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { define } from "../shared/element.ts";
import { get, post, type Session } from "./api.ts";
import { CHANNELS, clock, lasted, STATES, type Around, type Canned, type Item, type Packet } from "./desk_data.ts";
import * as drafts from "./drafts.ts";
import * as presence from "./presence.ts";
import "./talk.ts";
import { View } from "./view.ts";
import { beQuiet, isQuiet } from "./waiting.ts";

const EVERY_MS = 2000;
const AROUND_MS = 15_000;
const NOBODY: Around = { recent: [], colleagues: [], departments: [] };

export class DeskElement extends View {
  static override properties = {
    session: { attribute: false }, open: { state: true }, canned: { state: true }, here: { state: true },
    name: { state: true }, packet: { state: true }, around: { state: true },
  };

  declare session: Session;
  declare open: Item[];
  declare canned: Canned[];
  declare here: boolean;
  declare name: string;
  declare packet: Packet | null;
  declare around: Around;
  private timers: number[] = [];

  constructor() {
    super();
    this.open = [];
    this.canned = [];
    this.here = true;
    this.name = drafts.opened();
    this.packet = null;
    this.around = NOBODY;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.key);
    presence.arrive();
    this.here = presence.isHere();
    if (this.name) void this.load();
    void this.refresh();
    void this.look();
    this.timers = [window.setInterval(() => void this.refresh(), EVERY_MS), window.setInterval(() => void this.look(), AROUND_MS)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.key);
    this.timers.forEach(clearInterval);
  }

  protected override render(): TemplateResult {
    const count = (desk: string): number => this.open.filter((one) => one.desk === desk).length;
    const held = count("HELD");
    return html`<div class="desk"><section class="queue"><h2>排队 ${count("WAITING")} 人${held ? html` · 待核对 ${held}` : nothing}</h2>
        <label class="switch"><input type="checkbox" .checked=${this.here} @change=${this.attend} />我在线，可以接待</label>
        <label class="switch"><input type="checkbox" .checked=${!isQuiet()} @change=${(e: Event) => beQuiet(!(e.target as HTMLInputElement).checked)} />来人时提醒（声音、通知）</label>
        <p class="keys">Alt+N 接下一位</p>
        <ol>${this.open.map((one) => this.item(one))}</ol>
        ${this.open.length ? nothing : html`<p class="quiet">没有人在等。</p>`}
        <details><summary>助手正在接待（${this.around.recent.length}）</summary><ol class="recent">${this.around.recent.map((one) => html`<li><button type="button" @click=${() => this.show(one.conversation)}>
          <strong>${one.text || "（没有文字）"}</strong><br /><small>${one.service || "未定事项"} · ${CHANNELS[one.channel] ?? one.channel} · ${new Date(one.at).toLocaleTimeString("zh-CN")}</small></button></li>`)}</ol></details></section>
      ${this.packet
        ? keyed(this.packet.state.conversation, html`<console-talk .session=${this.session} .packet=${this.packet} .canned=${this.canned} .around=${this.around} @console-changed=${() => this.load()}></console-talk>`)
        : html`<section class="talk hint"><p>选一个会话，或按 Alt+N 接下一位。</p></section>`}</div>`;
  }

  private item(one: Item): TemplateResult {
    const who = one.desk === "WAITING" ? `第 ${one.position} 位` : one.desk === "HELD" ? "助手的答复待核对" : one.name || one.staff;
    const waits = one.desk === "HUMAN" ? "接待" : "已等";
    return html`<li><button type="button" aria-pressed=${one.conversation === this.name} @click=${() => this.show(one.conversation)}>
      <strong>${one.topic || "还没有选定事项"}</strong>${one.seq > one.read && one.desk === "HUMAN" ? html` <mark>新消息</mark>` : nothing}
      <span class="last">${one.last}</span><small>${who} · ${STATES[one.desk]} · ${CHANNELS[one.channel] ?? one.channel} · ${clock(one.since)} 起，${waits} ${lasted(one.seconds)}${one.department ? ` · ${one.department}` : ""}</small></button></li>`;
  }

  private async refresh(): Promise<void> {
    const found = await this.poll(get<{ open: Item[]; canned: Canned[] }>("/desk"));
    if (!found) return;
    this.open = found.open;
    this.canned = found.canned;
    const now = found.open.find((one) => one.conversation === this.name);
    const then = this.packet?.state;
    if (!then || then.conversation !== this.name) return;
    if ((now?.desk ?? "BOT") !== then.desk && !(then.desk === "CLOSED" && !now)) await this.load();
    else if (now && now.seq !== then.seq) await this.load();
    else if (now && this.packet) this.packet = { ...this.packet, state: now };
  }

  private async look(): Promise<void> {
    this.around = (await this.poll(get<Around>("/desk/around"))) ?? this.around;
  }

  private async show(name: string): Promise<void> {
    this.name = name;
    drafts.open(name);
    await this.opening(this.run(this.packetOf(name)), name);
  }

  private load(): Promise<void> {
    return this.opening(this.poll(this.packetOf(this.name)), this.name);
  }

  private packetOf(name: string): Promise<Packet> {
    return get<Packet>(`/desk/${encodeURIComponent(name)}`);
  }

  private async opening(asked: Promise<Packet | undefined>, name: string): Promise<void> {
    const packet = await asked;
    if (packet && name === this.name) this.packet = packet;
  }

  private async attend(event: Event): Promise<void> {
    this.here = (event.target as HTMLInputElement).checked;
    await this.run(presence.attend(this.here));
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (!event.altKey || event.key.toLowerCase() !== "n") return;
    event.preventDefault();
    const next = this.open.find((one) => one.desk === "WAITING" || one.desk === "HELD");
    if (next) void this.next(next);
  };

  private async next(one: Item): Promise<void> {
    this.name = one.conversation;
    drafts.open(this.name);
    if (one.desk === "WAITING") await this.run(post(`/desk/${encodeURIComponent(this.name)}/claim`));
    await this.load();
    await this.refresh();
  }
}

define("console-desk", DeskElement);
