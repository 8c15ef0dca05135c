/** The catalogue desk: versions (import, check, compare, impact, publish now or later, go back), one service in a form, another day, proposals. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post, upload } from "./api.ts";
import { sure } from "./ask.ts";
import { left } from "./edit.ts";
import "./preview.ts";
import "./proposals.ts";
import { View } from "./view.ts";

interface Version { name: string; made_at: string; made_by: string; note: string; services: number; outdated: boolean }
interface Overview { current: string; services: number; versions: Version[]; history: { kind: string; version: string; before: string; at: string; by: string; reason: string; forced: boolean }[] }
interface Scheduled { version: string; at: number; by: string; reason: string; failed: string }

const TABS: [string, string][] = [["versions", "版本"], ["edit", "改一个事项"], ["preview", "按日期看"], ["proposals", "建议"]];
/** The version that came with the program has no day and no number. */
const called = (version: string): string => (version === "shipped" ? "随附版本" : version);
const when = (at: string | number): string => new Date(at).toLocaleString("zh-CN");

const UNDOES = "这个版本不是从现行版本改出来的。发布它，会撤销之后发布的修改（别人改的也一样）。\n先点“比较”看会丢掉什么；最好取消，在现行版本上重做一遍。";

export class CatalogElement extends View {
  static override properties = {
    overview: { state: true }, shown: { state: true }, busy: { state: true }, blocked: { state: true }, tab: { state: true },
    scheduled: { state: true }, waiting: { state: true },
  };

  declare overview: Overview | null;
  declare shown: { title: string; lines: string[] } | null;
  declare busy: string;
  declare blocked: string;
  declare tab: string;
  declare scheduled: Scheduled[];
  /** Proposals that wait. */
  declare waiting: number;

  constructor() {
    super();
    this.overview = null;
    this.shown = null;
    this.busy = "";
    this.blocked = "";
    this.tab = "versions";
    this.scheduled = [];
    this.waiting = 0;
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    const o = this.overview;
    if (!o) return html`<p role="status">正在打开……</p>`;
    return html`<div class="row"><h2>现行版本 <span data-testid="current">${called(o.current)}</span>（${o.services} 个事项）</h2>
        <nav class="tabs" aria-label="事项目录">${TABS.map(([id, title]) => html`<button type="button" aria-pressed=${this.tab === id} @click=${() => this.turn(id)}>${title}${id === "proposals" && this.waiting ? `（${this.waiting}）` : ""}</button>`)}</nav></div>
      <p role="status" class="quiet">${this.busy}${this.busy ? html` <progress aria-label=${this.busy}></progress>` : nothing}</p>${this.tab === "versions" ? this.versions(o) : this.tab === "edit" ? html`<console-edit @console-kept=${this.load}></console-edit>`
        : this.tab === "preview" ? html`<console-preview .versions=${o.versions.map((v) => v.name)}></console-preview>` : html`<console-proposals @console-decided=${this.load}></console-proposals>`}`;
  }

  private versions(o: Overview): TemplateResult {
    return html`<div class="row"><label class="file">导入表格 <input type="file" accept=".xlsx,.csv,.json,.jsonl" @change=${this.take} /></label>
        <button type="button" @click=${() => this.lint("current")}>检查现行版本</button><button type="button" ?disabled=${this.busy !== ""} @click=${this.back}>退回上一版</button></div>
      ${o.versions.length ? html`<div class="wide"><table><thead><tr><th scope="col">版本</th><th scope="col">事项</th><th scope="col">谁、何时</th><th scope="col">说明</th><th scope="col">看</th><th scope="col">生效</th></tr></thead><tbody>
        ${[...o.versions].reverse().map((v) => this.version(v, o))}</tbody></table></div>` : html`<p class="quiet">还没有别的版本。导入表格，或改一个事项，就会有。</p>`}
      ${this.shown ? html`<section class="shown" data-testid="shown"><h3>${this.shown.title}</h3>${this.shown.lines.length ? html`<ul>${this.shown.lines.map((line) => html`<li>${line}</li>`)}</ul>` : html`<p class="quiet">没有。</p>`}</section>` : nothing}
      <h3>发布记录</h3>${o.history.length ? html`<ol class="history">${o.history.map((h) => html`<li>${when(h.at)} ${h.by} ${h.kind === "publish" ? "发布" : "退回到"} ${called(h.version)}${h.forced ? "（强行）" : ""} ${h.reason}</li>`)}</ol>` : html`<p class="quiet">还没有发布过。</p>`}`;
  }

  private version(v: Version, o: Overview): TemplateResult {
    const waits = this.scheduled.find((one) => one.version === v.name);
    const publishing = html`<div class="row"><button type="button" class="main" ?disabled=${this.busy !== ""} @click=${() => this.publish(v)}>现在发布</button>${v.outdated ? html`<small>不是从现行版本改的</small>` : nothing}</div>
      <form class="row" @submit=${(e: SubmitEvent) => this.later(e, v.name)}><input type="datetime-local" name="at" aria-label="定时发布" required /><button>定时发布</button></form>`;
    return html`<tr><th scope="row">${v.name}</th><td>${v.services}</td><td>${v.made_by}<br /><small>${when(v.made_at)}</small></td><td>${v.note}</td>
      <td><div class="row"><button type="button" @click=${() => this.lint(v.name)}>检查</button><button type="button" @click=${() => this.look("diff", v.name)}>比较</button><button type="button" @click=${() => this.look("impact", v.name)}>影响</button></div></td>
      <td>${v.name === o.current ? html`<strong>现行</strong>` : publishing}
        ${waits ? html`<p>${waits.failed ? html`<mark>没有发布：${waits.failed}</mark>` : `定于 ${when(waits.at * 1000)}`} <button type="button" @click=${() => this.drop(v.name)}>取消</button></p>` : nothing}
        ${this.blocked === v.name ? html`<form class="row" @submit=${(e: SubmitEvent) => this.force(e, v)}><input name="reason" required aria-label="为什么仍要发布" placeholder="为什么仍要发布" /><button ?disabled=${this.busy !== ""}>仍要发布</button></form>` : nothing}</td></tr>`;
  }

  private async load(): Promise<void> {
    const [overview, scheduled, waiting] = await Promise.all([
      this.poll(get<Overview>("/catalog")), this.poll(get<Scheduled[]>("/catalog/schedule")), this.poll(get<unknown[]>("/catalog/proposals")),
    ]);
    this.overview = overview ?? this.overview;
    this.scheduled = scheduled ?? this.scheduled;
    this.waiting = waiting?.length ?? this.waiting;
  }

  private async slowly<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    this.busy = `${what}……`;
    const found = await this.run(work);
    this.busy = "";
    return found;
  }

  private async take(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    const made = await this.slowly("正在导入", upload<{ version: string; summary: string; lines: string[]; errors: string[] }>("/catalog/import", file));
    input.value = "";
    if (made) this.shown = { title: `${made.version}：${made.summary}`, lines: [...made.errors, ...made.lines] };
    await this.load();
  }

  private async lint(version: string): Promise<void> {
    const found = await this.slowly("正在检查", get<{ count: number; errors: number; lines: string[] }>(`/catalog/lint?${new URLSearchParams({ version })}`));
    if (found) this.shown = { title: `检查 ${version === "current" ? "现行版本" : version}：${found.count} 条，错误 ${found.errors} 条`, lines: found.lines };
  }

  private async look(what: "diff" | "impact", version: string): Promise<void> {
    const found = await this.slowly("正在比较", get<{ changes?: string[]; lines?: string[] }>(`/catalog/${what}?${new URLSearchParams({ version })}`));
    if (found) this.shown = { title: `${what === "diff" ? "变化" : "影响"} ${version}`, lines: found.changes ?? found.lines ?? [] };
  }

  private async publish(v: Version, reason = "", forced = false): Promise<void> {
    const undoing = v.outdated && (await sure(UNDOES, "撤销那些修改，仍要发布"));
    if (v.outdated && !undoing) return;
    const asked = { version: v.name, expected: this.overview!.current, reason, forced, undoing };
    const done = await this.slowly("正在核对并发布，可能要一两分钟", post<{ status: string }>("/catalog/publish", asked));
    this.blocked = done ? "" : v.name;
    await this.load();
  }

  private force(event: SubmitEvent, v: Version): Promise<void> {
    event.preventDefault();
    return this.publish(v, String(new FormData(event.currentTarget as HTMLFormElement).get("reason")), true);
  }

  /** Another tab of the catalogue; what is typed in the form of a service is not thrown away unasked. */
  private async turn(tab: string): Promise<void> {
    if (await left(this.querySelector("console-edit"))) this.tab = tab;
  }

  private async later(event: SubmitEvent, version: string): Promise<void> {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget as HTMLFormElement).get("at"))).toISOString();
    await this.run(post("/catalog/schedule", { version, at }));
    await this.load();
  }

  private async drop(version: string): Promise<void> {
    await this.run(post("/catalog/unschedule", { version }));
    await this.load();
  }

  private async back(): Promise<void> {
    const last = this.overview!.history.find((one) => one.kind === "publish" && one.version === this.overview!.current);
    if (!(await sure(`退回到${last ? ` ${called(last.before)}` : "上一版"}？现行版本 ${called(this.overview!.current)} 马上停用，群众看到的答复跟着变。`, "退回上一版"))) return;
    if (await this.slowly("正在退回", post<unknown>("/catalog/rollback", {}))) await this.load();
  }
}

define("console-catalog", CatalogElement);
