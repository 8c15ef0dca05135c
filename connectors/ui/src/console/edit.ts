/** One service in a form: checked and its paths drawn while one types, kept as a version nobody sees yet. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { Latest } from "../shared/latest.ts";
import { get, post } from "./api.ts";
import { sure } from "./ask.ts";
import { paths, type Point } from "./drawing.ts";
import { called, put, SchemaForm, type Schema, type Value } from "./schema_form.ts";
import { View } from "./view.ts";

interface Checked {
  problems: { field: string; message: string }[];
  findings: { rule: string; severity: string; field: string; message: string; mend: string }[];
  paths: { paths: number; shortest: number; longest: number; dead_ends: string[] } | null;
  points: Point[];
  why?: string;
}
type Fields = Record<string, Value>;

const PAUSE_MS = 350;
const SEVERITY: Record<string, string> = { error: "错误", warning: "提醒", info: "建议" };

/** A place in the form as people count: the first is 1. */
const placed = (part: string): string => (/^\d+$/.test(part) ? `第 ${Number(part) + 1} 项` : called(part));

export class EditElement extends View {
  static override properties = { schema: { state: true }, found: { state: true }, service: { state: true }, checked: { state: true }, kept: { state: true } };

  declare schema: Schema | null;
  declare found: { id: string; name: string }[];
  declare service: Fields | null;
  declare checked: Checked | null;
  declare kept: string;
  /** Something was typed since the service was opened or saved. */
  unsaved = false;
  private timer = 0;
  private readonly checks = new Latest();
  private readonly searches = new Latest();

  constructor() {
    super();
    this.schema = null;
    this.found = [];
    this.service = null;
    this.checked = null;
    this.kept = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.hold);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.hold);
  }

  /** The browser asks before the page goes with what is not saved. */
  private readonly hold = (event: BeforeUnloadEvent): void => {
    if (this.unsaved) event.preventDefault();
  };

  protected override firstUpdated(): void {
    void this.run(get<Schema>("/catalog/form")).then((schema) => (this.schema = schema ?? null));
    void this.search("");
  }

  protected override render(): TemplateResult {
    if (!this.service || !this.schema) {
      return html`<input type="search" aria-label="找要改的事项" placeholder="找要改的事项：名称、俗称或编号" @input=${(e: Event) => this.search((e.target as HTMLInputElement).value)} />
        <ul class="picks">${this.found.map((one) => html`<li><button type="button" @click=${() => this.open(one.id)}>${one.name} <small>${one.id}</small></button></li>`)}</ul>`;
    }
    const form = new SchemaForm(this.schema, (path, next) => this.change(path, next));
    return html`${this.checked?.points.length ? html`<details open><summary>办理路径</summary>${paths(this.checked.points)}</details>` : nothing}
      <div class="edit"><section class="form"><div class="row"><h3>${String(this.service.name)}</h3><small>${String(this.service.id)}</small><button type="button" @click=${this.another}>换一个事项</button></div>
        ${form.sections(this.service)}</section>
      <aside class="checks">${this.judged()}
        <form class="row" @submit=${this.save}><input name="note" aria-label="改了什么" placeholder="改了什么" required autocomplete="off" /><button class="main" ?disabled=${!this.checked || this.checked.problems.length > 0}>存为新版本</button></form>
        ${this.kept ? html`<p role="status" class="quiet">已存为 <strong data-testid="kept">${this.kept}</strong>，在“版本”里看影响、发布。</p>` : nothing}</aside></div>`;
  }

  private judged(): TemplateResult {
    const c = this.checked;
    if (!c) return html`<p role="status" class="quiet">正在检查……</p>`;
    const walked = c.paths ? `${c.paths.paths} 条路径，${c.paths.shortest}–${c.paths.longest} 问，${c.paths.dead_ends.length ? `${c.paths.dead_ends.length} 条走不通` : "都走得通"}` : c.why || "先改好上面的错误，才能走路径";
    return html`<h3>检查</h3><div role="status" aria-live="polite"><p data-testid="walked">${walked}</p><ul class="found">
      ${c.problems.map((p) => html`<li class="error"><strong>填错：</strong>${p.field.split(".").map(placed).join(" › ")}：${p.message}</li>`)}
      ${c.findings.map((f) => html`<li class=${f.severity}><strong>${SEVERITY[f.severity]} ${f.rule}</strong> ${called(f.field.split(".")[0]!)}：${f.message} → ${f.mend}</li>`)}
      ${c.paths?.dead_ends.map((end) => html`<li class="error"><strong>走不通：</strong>${end}</li>`) ?? nothing}</ul>
      ${c.problems.length || c.findings.length ? nothing : html`<p class="quiet">没有发现问题。</p>`}</div>`;
  }

  private async search(q: string): Promise<void> {
    const asked = get<{ services: { id: string; name: string }[] }>(`/catalog/services?${new URLSearchParams({ q })}`);
    const found = await this.searches.of(this.run(asked));
    if (found) this.found = found.services;
  }

  private async open(id: string): Promise<void> {
    const found = await this.run(get<{ service: Fields }>(`/catalog/services/${id}`));
    if (!found) return;
    this.service = found.service;
    this.kept = "";
    await this.check();
  }

  private async another(): Promise<void> {
    if (await left(this)) this.service = null;
  }

  private change(path: (string | number)[], next: Value): void {
    this.service = put(this.service, path, next) as Fields;
    this.unsaved = true;
    this.kept = "";
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.check(), PAUSE_MS);
  }

  private async check(): Promise<void> {
    const checked = await this.checks.of(this.run(post<Checked>("/catalog/check", { service: this.service })));
    if (checked) this.checked = checked;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget as HTMLFormElement).get("note"));
    const made = await this.run(post<{ version: string }>(`/catalog/services/${String(this.service!.id)}`, { service: this.service, note }));
    if (!made) return;
    this.kept = made.version;
    this.unsaved = false;
    this.dispatchEvent(new CustomEvent("console-kept"));
  }
}

/** True where the form may be left: nothing is lost, or somebody says so. */
export async function left(form: EditElement | null): Promise<boolean> {
  if (!form?.unsaved) return true;
  const gone = await sure("改动还没有存为新版本，离开就没有了。", "不要了，离开");
  if (gone) form.unsaved = false;
  return gone;
}

define("console-edit", EditElement);
