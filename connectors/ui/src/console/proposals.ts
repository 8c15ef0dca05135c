/** What use has taught: each word is tried on the evaluation questions before it is accepted, and can be withdrawn. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post } from "./api.ts";
import { View } from "./view.ts";

interface Proposal { id: string; kind: string; text: string; service: string; service_name: string; by: string; at: string }
interface Word { id: string; field: string; text: string; service_name: string; by: string; at: string; folded: string }
interface Trial { asked: number; better: number; worse: number; lines: string[]; said: [string, string]; sharing: string[] }

const KINDS: Record<string, string> = { everyday_name: "俗称", sample_question: "样例问法", missing_service: "缺的事项", everyday_names: "俗称", sample_questions: "样例问法" };
const when = (at: string): string => new Date(at).toLocaleString("zh-CN");

export class ProposalsElement extends View {
  static override properties = { open: { state: true }, words: { state: true }, tried: { state: true }, trying: { state: true } };

  declare open: Proposal[];
  declare words: Word[];
  declare tried: Record<string, Trial>;
  /** The proposal whose questions are being asked. */
  declare trying: string;

  constructor() {
    super();
    this.open = [];
    this.words = [];
    this.tried = {};
    this.trying = "";
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`<h3>待处理 ${this.open.length} 条</h3>
      ${this.open.length ? html`<div class="wide"><table><thead><tr><th scope="col">加什么</th><th scope="col">说法</th><th scope="col">事项</th><th scope="col">谁提的</th><th scope="col">采纳会怎样</th></tr></thead><tbody>
        ${this.open.map((p) => this.waiting(p))}</tbody></table></div>` : html`<p class="quiet">没有待处理的建议。“数据”里没答上来的问题、坐席确认的说法，会到这里。</p>`}
      <h3>已采纳 ${this.words.length} 条</h3>
      ${this.words.length ? html`<div class="wide"><table><thead><tr><th scope="col">是什么</th><th scope="col">说法</th><th scope="col">事项</th><th scope="col">谁采纳的</th><th scope="col"></th></tr></thead><tbody>
        ${this.words.map((w) => html`<tr><td>${KINDS[w.field]}</td><th scope="row">${w.text}</th><td>${w.service_name || "—"}</td><td>${w.by}<br /><small>${when(w.at)}</small></td>
          <td>${w.folded ? html`<small>已写进版本 ${w.folded}</small>` : html`<button type="button" @click=${() => this.withdraw(w)}>撤回</button> <small>正在生效</small>`}</td></tr>`)}</tbody></table></div>` : html`<p class="quiet">采纳的说法马上在所有渠道生效，不用发布，也不用训练；下一次发布会把它们写进版本。</p>`}`;
  }

  private waiting(p: Proposal): TemplateResult {
    const missing = p.kind === "missing_service";
    return html`<tr><td>${KINDS[p.kind]}</td><th scope="row">${p.text}</th><td>${p.service_name || "—"}</td><td>${p.by}<br /><small>${when(p.at)}</small></td>
      <td>${missing ? html`<div class="row"><button type="button" class="main" @click=${() => this.accept(p)}>记下，要补</button>${this.refusing(p)}</div>` : this.judging(p)}</td></tr>`;
  }

  private judging(p: Proposal): TemplateResult {
    const t = this.tried[p.id];
    if (this.trying === p.id) return html`<p role="status" class="quiet">正在把测评问题各问两遍……</p>`;
    if (!t) return html`<div class="row"><button type="button" class="main" @click=${() => this.try(p)}>先看效果</button>${this.refusing(p)}</div>`;
    return html`<p>问“${p.text}”：${t.said[0] || "不答"} → <strong>${t.said[1] || "仍然不答"}</strong></p>
      <p data-testid="trial">${t.asked} 个测评问题：变好 ${t.better} 个，变差 ${t.worse} 个</p>
      ${t.sharing.length ? html`<p><mark>${t.sharing.join("、")}也叫这个名字</mark></p>` : nothing}
      ${t.lines.length ? html`<details ?open=${t.worse > 0}><summary>哪些问题</summary><ul>${t.lines.map((line) => html`<li>${line}</li>`)}</ul></details>` : nothing}
      <form class="row" @submit=${(e: SubmitEvent) => this.agree(e, p)}>${t.worse ? html`<input name="reason" required aria-label="为什么仍要采纳" placeholder="为什么仍要采纳" autocomplete="off" />` : nothing}
        <button class=${t.worse ? "" : "main"}>${t.worse ? "仍要采纳" : "采纳，马上生效"}</button>${this.refusing(p)}</form>`;
  }

  private refusing(p: Proposal): TemplateResult {
    return html`<button type="button" @click=${() => this.reject(p)}>不采纳</button>`;
  }

  private async load(): Promise<void> {
    const [open, words] = await Promise.all([this.poll(get<Proposal[]>("/catalog/proposals")), this.poll(get<Word[]>("/catalog/words"))]);
    this.open = open ?? this.open;
    this.words = words ?? this.words;
  }

  private async try(p: Proposal): Promise<void> {
    this.trying = p.id;
    const found = await this.run(get<Trial>(`/catalog/proposals/${p.id}/trial`));
    this.trying = "";
    if (found) this.tried = { ...this.tried, [p.id]: found };
  }

  private agree(event: SubmitEvent, p: Proposal): Promise<void> {
    event.preventDefault();
    const reason = new FormData(event.currentTarget as HTMLFormElement).get("reason");
    return this.accept(p, reason ? { reason: String(reason), forced: true } : {});
  }

  private accept(p: Proposal, body: unknown = {}): Promise<void> {
    return this.decided(post<{ acts: boolean }>(`/catalog/proposals/${p.id}/accept`, body));
  }

  private reject(p: Proposal): Promise<void> {
    return this.decided(post(`/catalog/proposals/${p.id}/reject`));
  }

  private withdraw(w: Word): Promise<void> {
    return this.decided(post(`/catalog/words/${w.id}/withdraw`));
  }

  private async decided(work: Promise<unknown>): Promise<void> {
    if ((await this.run(work.then(() => true))) !== true) return;
    await this.load();
    this.dispatchEvent(new CustomEvent("console-decided"));
  }
}

define("console-proposals", ProposalsElement);
