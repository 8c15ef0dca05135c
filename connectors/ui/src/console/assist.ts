/** One box for a caller on the line: search while typing, ask by number keys, read out, copy. Keyboard only. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { confirm, copy, get, post } from "./api.ts";
import { View } from "./view.ts";

interface Found { id: string; name: string; summary: string; department: string; why: string[]; in_force: string }
interface Case {
  service: string;
  name: string;
  answers: Record<string, string>;
  said: { id: string; ask: string; label: string }[];
  remaining: number;
  question: { id: string; ask: string; why: string; how: string; options: { id: string; label: string; note: string }[] } | null;
  outcome: { text: string; instead: { do: string; service: string }[]; go_to: string } | null;
  checklist: { id: string; name: string; kind: string; holder: string; note: string }[];
  steps: { name: string; do: string; where: string; takes: string }[];
  fees: string[];
  time_limits: string[];
  places: string[];
  hotlines: string[];
  script: { talk: string; sms: string };
  in_force: string;
}

const DIGIT = /^[1-9]$/;

/** Under which headings papers stand, those that must be brought first. */
const KINDS = ["必带", "可免交", "可容缺后补", "视情况", "可选"];

/** The case of the call, until the next one begins: a look at the tickets does not lose it. */
const KEPT = "banshi.console.case";

/** What belongs to a case is a service and answers; the rest is asked for again. */
interface Kept { service: string; answers: Record<string, string> }

export class AssistElement extends View {
  static override properties = {
    found: { state: true }, at: { state: true }, open: { state: true }, copied: { state: true }, code: { state: true }, took: { state: true }, heard: { state: true }, putAway: { state: true },
  };

  declare found: Found[];
  declare at: number;
  declare open: Case | null;
  declare copied: string;
  declare code: string;
  declare took: number;
  /** What the caller said, being written down; null where it is not. */
  declare heard: string | null;
  /** The case that Escape put away, in case it was pressed by mistake. */
  declare putAway: Kept | null;
  private asking = new AbortController();
  /** Keys one after another: a digit typed while an answer is under way belongs to the question that comes. */
  private doing: Promise<void> = Promise.resolve();
  private pending = 0;

  constructor() {
    super();
    this.found = [];
    this.at = 0;
    this.open = null;
    this.copied = "";
    this.code = "";
    this.took = 0;
    this.heard = null;
    this.putAway = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.key);
  }

  protected override firstUpdated(): void {
    this.box?.focus();
    const kept = sessionStorage.getItem(KEPT);
    if (!kept) return;
    const { service, answers } = JSON.parse(kept) as Kept;
    void this.walk(service, answers).then(() => this.open ?? sessionStorage.removeItem(KEPT));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("open") && this.open) this.querySelector<HTMLElement>(".case")?.focus();
    if (changed.has("heard") && this.heard !== null) this.querySelector<HTMLInputElement>("input[name=heard]")?.select();
  }

  private get box(): HTMLInputElement | null {
    return this.querySelector("input[type=search]");
  }

  protected override render(): TemplateResult {
    return html`<div class="assist"><section class="find">
        <input type="search" role="combobox" aria-expanded=${this.found.length > 0} aria-controls="found" aria-label="来电要办什么"
          aria-activedescendant=${this.found.length ? `found-${this.at}` : nothing}
          placeholder="来电要办什么？汉字、拼音首字母（jzz）、半句话都行" autocomplete="off" @input=${this.type} />
        <p class="keys">↑↓ 选事项 · 回车进入 · 数字键答题 · 退格改上一题 · C 复制话术 · S 复制短信（带续办码） · K 续办码 · M 记住说法 · Esc 重新开始</p>
        <ol id="found" role="listbox" aria-label="找到的事项">${this.found.map((one, i) => html`<li id="found-${i}" role="option"
          aria-selected=${i === this.at} @click=${() => this.take(one.id)}>
          <strong>${one.name}</strong> <small>${one.department}</small>${one.in_force === "expired" ? html` <mark>已失效</mark>` : nothing}
          <p>${one.summary}</p><small class="why">${one.why.map((w) => html`<span>${w.replace(/^\w+:/, "")}</span>`)}</small></li>`)}</ol>
      </section>${this.open ? this.case_(this.open) : html`<section class="case hint"><p>选一个事项，这里显示下一个要问的问题和材料清单。</p>
      ${this.putAway ? html`<button type="button" @click=${this.again}>找回刚才的来电</button>` : nothing}</section>`}</div>`;
  }

  private case_(open: Case): TemplateResult {
    return html`<section class="case" tabindex="-1" aria-label=${open.name}><h2>${open.name}</h2>
      ${this.heard === null ? nothing : html`<form class="row" @submit=${this.hand}><label>来电怎么说的 <input name="heard" .value=${this.heard} maxlength="200" required autocomplete="off" /></label><button>提给编辑</button></form>`}
      ${open.in_force === "in_force" ? nothing : html`<p class="problem">这个事项${open.in_force === "expired" ? "已失效" : "还没实施"}，不要按有效答复。</p>`}
      <div aria-live="polite">${open.question ? this.ask(open) : this.end(open)}</div>
      ${open.said.length ? html`<dl class="said">${open.said.map((s) => html`<dt>${s.ask}</dt><dd>${s.label}</dd>`)}</dl>` : nothing}
      ${open.outcome ? nothing : this.facts(open)}
      <h3>话术</h3><p class="script" data-testid="talk">${open.script.talk}</p>
      <div class="row"><button type="button" @click=${() => this.give("话术", open.script.talk)}>复制话术 (C)</button>
        <button type="button" @click=${this.text}>复制短信 (S)</button>
        <button type="button" @click=${this.makeCode}>续办码 (K)</button><button type="button" title="来电这样说，就是要办这件事" @click=${this.remember}>记住说法 (M)</button></div>
      <p role="status" class="copied">${this.copied}</p>${this.code ? html`<p class="code">续办码 <strong>${this.code}</strong></p>` : nothing}</section>`;
  }

  private facts(open: Case): TemplateResult {
    const kinds = KINDS.map((kind) => [kind, open.checklist.filter((p) => p.kind === kind)] as const).filter(([, papers]) => papers.length);
    const listed = (title: string, lines: string[]): TemplateResult | typeof nothing =>
      lines.length ? html`<h3>${title}</h3><ul class="papers">${lines.map((line) => html`<li>${line}</li>`)}</ul>` : nothing;
    return html`<h3>材料 ${open.checklist.length} 样</h3>${kinds.map(([kind, papers]) => html`<h4>${kind} ${papers.length} 样</h4>
        <ul class="papers">${papers.map((p) => html`<li>${p.name} <small>${p.holder}${p.note ? ` · ${p.note}` : ""}</small></li>`)}</ul>`)}
      ${listed("收费", open.fees)}${listed("时限", open.time_limits)}${listed("去哪里办", open.places)}${listed("电话", open.hotlines)}
      ${open.steps.length ? html`<h3>步骤</h3><ol class="papers">${open.steps.map((s) => html`<li><strong>${s.name}</strong> ${s.do} <small>${[s.where, s.takes].filter(Boolean).join(" · ")}</small></li>`)}</ol>` : nothing}`;
  }

  private ask(open: Case): TemplateResult {
    const q = open.question!;
    return html`<p class="ask">${q.ask}</p><p class="quiet">还有最多 ${open.remaining} 问${q.why ? html`；为什么问：${q.why}` : nothing}</p>${q.how ? html`<p class="quiet">怎么查到：${q.how}</p>` : nothing}
      <ol class="options">${q.options.map((o, i) => html`<li><button type="button" @click=${() => this.answer(o.id)}><kbd>${i + 1}</kbd> ${o.label}</button>
        ${o.note ? html`<small>${o.note}</small>` : nothing}</li>`)}</ol>`;
  }

  private end(open: Case): TemplateResult {
    if (!open.outcome) return html`<p class="ask good">情况问清了，可以念话术。</p>`;
    const { text, instead, go_to } = open.outcome;
    return html`<p class="ask warn">${text}</p><ul>${instead.map((i) => html`<li>${i.do}
        ${i.service ? html` <button type="button" @click=${() => this.take(i.service)}>转到这个事项</button>` : nothing}</li>`)}</ul>
      ${go_to ? html`<button type="button" @click=${() => this.take(go_to)}>转到正确的事项</button>` : nothing}`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return this.escape(event);
    const key = event.key.toLowerCase();
    const inBox = event.target === this.box;
    if (inBox && !(this.pending && DIGIT.test(key))) return this.choose(event);
    if (!inBox && (!this.open || (event.target as HTMLElement).matches("input, textarea, select"))) return;
    if (!DIGIT.test(key) && !this.acts(key)) return;
    event.preventDefault();
    this.next(async () => this.acts(key)?.());
  };

  /** Does something once everything before it is done. */
  private next(work: () => Promise<unknown>): void {
    this.pending++;
    this.doing = this.doing.then(async () => void (await work())).finally(() => this.pending--);
  }

  private acts(key: string): (() => Promise<void> | void) | undefined {
    const open = this.open;
    if (!open) return undefined;
    const option = DIGIT.test(key) ? open.question?.options[Number(key) - 1] : undefined;
    if (option) return () => this.answer(option.id);
    const others: Record<string, () => Promise<void> | void> = {
      c: () => this.give("话术", open.script.talk),
      s: this.text,
      k: () => this.makeCode(),
      m: this.remember,
      backspace: () => this.undo(),
    };
    return others[key];
  }

  private choose(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = Math.max(0, Math.min(this.found.length - 1, this.at + step));
    } else if (event.key === "Enter" && this.found[this.at]) {
      event.preventDefault();
      const { id } = this.found[this.at]!;
      this.next(() => this.take(id));
    }
  }

  /** Out of whatever somebody is in: the field for what was heard, the search beside a case, then the case. */
  private escape(event: KeyboardEvent): void {
    event.preventDefault();
    const looking = this.open && event.target === this.box;
    if (this.heard !== null) {
      this.heard = null;
      this.querySelector<HTMLElement>(".case")?.focus();
      return;
    }
    this.found = [];
    if (this.box) this.box.value = "";
    if (looking) return this.querySelector<HTMLElement>(".case")?.focus();
    if (this.open) this.putAway = { service: this.open.service, answers: this.open.answers };
    this.open = null;
    sessionStorage.removeItem(KEPT);
    this.box?.focus();
  }

  private again(): Promise<void> {
    const { service, answers } = this.putAway!;
    return this.walk(service, answers);
  }

  private async type(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const q = this.box?.value ?? "";
    const begun = performance.now();
    const found = await this.run(get<{ services: Found[] }>(`/assist?${new URLSearchParams({ q })}`, this.asking.signal));
    if (!found || q !== this.box?.value) return;
    this.found = found.services;
    this.at = 0;
    this.took = performance.now() - begun;
    await this.updateComplete;
    this.dataset.took = String(performance.now() - begun);
  }

  private take(service: string): Promise<void> {
    return this.walk(service, {});
  }

  private answer(option: string): Promise<void> {
    const { service, answers, question } = this.open!;
    return this.walk(service, { ...answers, [question!.id]: option });
  }

  private undo(): Promise<void> {
    const { service, answers } = this.open!;
    return this.walk(service, Object.fromEntries(Object.entries(answers).slice(0, -1)));
  }

  private async walk(service: string, answers: Record<string, string>): Promise<void> {
    const open = await this.run(post<Case>("/assist/next", { service, answers }));
    if (!open) return;
    this.open = open;
    sessionStorage.setItem(KEPT, JSON.stringify({ service: open.service, answers: open.answers }));
    this.copied = "";
    this.code = "";
    this.heard = null;
  }

  private async give(what: string, text: string): Promise<void> {
    this.copied = (await copy(text)) ? `已复制${what}` : `浏览器不让复制，请选中${what}后按 Ctrl+C`;
  }

  /** The SMS carries the code with which the caller goes on alone. */
  private readonly text = async (): Promise<void> => {
    if (!this.code) await this.makeCode();
    if (this.code) await this.give("短信", `${this.open!.script.sms} 凭续办码 ${this.code} 可在微信或网页接着办，72 小时内有效`);
  };

  private readonly remember = (): void => {
    this.heard = this.box?.value.trim() ?? "";
  };

  /** What the caller said means this service: handed to the editors. */
  private async hand(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const said = String(new FormData(event.currentTarget as HTMLFormElement).get("heard")).trim();
    if (!said || !(await this.run(confirm(said, this.open!.service)))) return;
    this.copied = `已把“${said}”提给编辑`;
    this.heard = null;
    this.querySelector<HTMLElement>(".case")?.focus();
  }

  private async makeCode(): Promise<void> {
    const { service, answers } = this.open!;
    const made = await this.run(post<{ code: string }>("/assist/code", { service, answers }));
    if (made) this.code = made.code;
  }
}

define("console-assist", AssistElement);
