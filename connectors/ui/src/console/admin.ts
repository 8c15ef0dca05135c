/** Accounts and the audit log, for administrators. */

import { html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/element.ts";
import { get, post } from "./api.ts";
import { View } from "./view.ts";

interface Account { name: string; role: string; shown: string; active: boolean }
interface Entry { at: number; who: string; what: string; conversation?: string; to?: string }

const ROLES: [string, string][] = [["operator", "坐席"], ["supervisor", "班长"], ["editor", "编辑"], ["administrator", "管理员"]];

export class AdminElement extends View {
  static override properties = { accounts: { state: true }, log: { state: true }, made: { state: true } };

  declare accounts: Account[];
  declare log: Entry[];
  declare made: { name: string; password: string } | null;

  constructor() {
    super();
    this.accounts = [];
    this.log = [];
    this.made = null;
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`<h2>账号</h2><form class="row" @submit=${this.create}><input name="name" required placeholder="账号（字母数字）" aria-label="账号" /><input name="shown" placeholder="群众看到的名字" aria-label="显示名" />
        <select name="role" aria-label="角色">${ROLES.map(([id, title]) => html`<option value=${id}>${title}</option>`)}</select><button class="main">新建</button></form>
      ${this.made ? html`<p role="status">账号 ${this.made.name} 的一次性密码：<code>${this.made.password}</code>（只显示这一次）</p>` : nothing}
      <table><tbody>${this.accounts.map((a) => html`<tr><th scope="row">${a.name}</th><td>${a.shown}</td><td>${ROLES.find(([id]) => id === a.role)?.[1]}</td>
        <td><button type="button" @click=${() => this.turn(a)}>${a.active ? "停用" : "启用"}</button></td></tr>`)}</tbody></table>
      <h2>审计</h2><div class="wide"><table><thead><tr><th scope="col">时间</th><th scope="col">谁</th><th scope="col">做了什么</th><th scope="col">对象</th></tr></thead>
        <tbody>${this.log.map((e) => html`<tr><td>${new Date(e.at).toLocaleString("zh-CN")}</td><td>${e.who}</td><td>${e.what}</td><td>${e.conversation ?? e.to ?? ""}</td></tr>`)}</tbody></table></div>`;
  }

  private async load(): Promise<void> {
    this.accounts = (await this.run(get<Account[]>("/accounts"))) ?? this.accounts;
    this.log = (await this.run(get<Entry[]>("/audit"))) ?? this.log;
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const made = await this.run(post<{ name: string; password: string }>("/accounts", Object.fromEntries(new FormData(form))));
    if (!made) return;
    this.made = made;
    form.reset();
    await this.load();
  }

  private async turn(account: Account): Promise<void> {
    await this.run(post(`/accounts/${account.name}/active`, { active: !account.active }));
    await this.load();
  }
}

define("console-admin", AdminElement);
