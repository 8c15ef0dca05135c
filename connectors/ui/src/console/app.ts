/** The shell: signing in, the views a role may see, and what went wrong last. */

import { html, nothing, type TemplateResult } from "lit";
import { BanshiElement, define } from "../shared/element.ts";
import "./admin.ts";
import { get, post, Refused, signed, type Session } from "./api.ts";
import { sure } from "./ask.ts";
import "./assist.ts";
import "./catalog.ts";
import "./desk.ts";
import type { Item } from "./desk_data.ts";
import * as drafts from "./drafts.ts";
import "./insight.ts";
import "./password.ts";
import * as presence from "./presence.ts";
import "./tickets.ts";
import type { Problem } from "./view.ts";
import { watch } from "./waiting.ts";

const STAFF = ["operator", "supervisor", "administrator"];
const VIEWS: { name: string; title: string; roles: string[]; show: (s: Session) => TemplateResult }[] = [
  { name: "assist", title: "坐席助手", roles: STAFF, show: () => html`<console-assist></console-assist>` },
  { name: "desk", title: "会话", roles: STAFF, show: (s) => html`<console-desk .session=${s}></console-desk>` },
  { name: "tickets", title: "工单", roles: STAFF, show: (s) => html`<console-tickets .session=${s}></console-tickets>` },
  { name: "insight", title: "数据", roles: ["supervisor", "editor", "administrator"], show: () => html`<console-insight></console-insight>` },
  { name: "catalog", title: "事项目录", roles: ["editor", "administrator"], show: () => html`<console-catalog></console-catalog>` },
  { name: "admin", title: "账号与审计", roles: ["administrator"], show: () => html`<console-admin></console-admin>` },
];
const ROLES: Record<string, string> = { operator: "坐席", supervisor: "班长", editor: "编辑", administrator: "管理员" };

/** Why the provider's sign-in came to nothing. */
const REFUSED: Record<string, string> = {
  off: "没有开通统一身份登录", provider: "统一身份登录暂时不可用，请稍后再试", state: "登录超时或被打断，请重新登录",
  token: "统一身份登录没有通过核验", role: "您的统一身份没有工作台的角色，请联系管理员",
};

export class ConsoleElement extends BanshiElement {
  static override properties = { session: { state: true }, ready: { state: true }, problem: { state: true }, changing: { state: true } };

  declare session: Session | null;
  declare ready: boolean;
  declare problem: string;
  /** Somebody is giving themselves another password. */
  declare changing: boolean;
  /** The error that is shown. */
  private cause: unknown = null;
  private ends: (() => void)[] = [];

  constructor() {
    super();
    this.session = null;
    this.ready = false;
    this.changing = false;
    this.problem = REFUSED[new URLSearchParams(location.search).get("refused") ?? ""] ?? "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener("console-problem", (event) => this.failed((event as CustomEvent<Problem>).detail));
    get<Session>("/me").then((s) => this.enter(s), () => (this.ready = true));
  }

  protected override render(): TemplateResult {
    if (!this.ready) return html`<p class="wait" role="status">正在打开……</p>`;
    if (!this.session) return this.signIn();
    if (this.session.change || this.changing) return this.newPassword(this.session.change);
    const views = VIEWS.filter((view) => view.roles.includes(this.session!.role));
    const named = location.pathname.split("/")[2];
    const view = views.find((one) => one.name === named) ?? views[0]!;
    return html`<header class="bar"><strong>办事工作台</strong>
        <nav aria-label="工作台">${views.map((one) => html`<a href="/console/${one.name}" aria-current=${one === view ? "page" : nothing}>${one.title}</a>`)}</nav>
        <span class="who">${this.session.shown || this.session.name} · ${ROLES[this.session.role]}</span>
        ${this.session.name.startsWith("oidc_") ? nothing : html`<button type="button" @click=${() => (this.changing = true)}>改密码</button>`}<button type="button" @click=${this.leave}>退出</button></header>
      ${this.said()}<main aria-label=${view.title}>${view.show(this.session)}</main>`;
  }

  private signIn(): TemplateResult {
    return html`<form class="sign" @submit=${this.enterBy}><h1>办事工作台</h1>${this.said()}
      <label>账号<input name="name" autocomplete="username" required autofocus /></label>
      <label>密码<input name="password" type="password" autocomplete="current-password" required /></label>
      <button class="main">登录</button>
      ${"oidc" in document.body.dataset ? html`<a class="other" href="/api/console/oidc/start">用单位统一身份登录</a>` : nothing}</form>`;
  }

  private newPassword(once: boolean): TemplateResult {
    return html`${this.said()}<console-password .once=${once} @password-end=${this.renewed}></console-password>`;
  }

  private said(): TemplateResult {
    return html`<p class="problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>`;
  }

  private enter(session: Session | null): void {
    signed(session);
    this.session = session;
    this.ready = true;
    this.problem = "";
    this.ends.forEach((end) => end());
    this.ends = session && !session.change && STAFF.includes(session.role) ? [presence.beat(), watch()] : [];
    if (session) drafts.belongTo(session.name);
  }

  private async enterBy(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      const session = await post<Session>("/sign-in", { name: form.get("name"), password: form.get("password") });
      presence.leave();
      this.enter(session);
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  private async renewed(event: CustomEvent<boolean>): Promise<void> {
    this.changing = false;
    if (event.detail) this.enter(await get<Session>("/me"));
  }

  private async leave(): Promise<void> {
    const mine = await this.mine();
    if (mine && !(await sure(`您还接着 ${mine} 个会话。退出后它们会回到排队，群众会收到通知。`, "退出，交回排队"))) return;
    try {
      await post("/sign-out");
    } catch (error) {
      return this.failed({ error });
    }
    presence.leave();
    drafts.forget();
    this.enter(null);
  }

  /** How many conversations whoever leaves still has. */
  private async mine(): Promise<number> {
    if (!STAFF.includes(this.session!.role) || this.session!.change) return 0;
    const { open } = await get<{ open: Item[] }>("/desk").catch(() => ({ open: [] }));
    return open.filter((one) => one.desk === "HUMAN" && one.staff === this.session!.name).length;
  }

  private failed({ error, over }: Problem): void {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (over && error !== this.cause) return;
    if (error instanceof Refused && error.status === 401 && !over) this.enter(null);
    this.cause = error;
    this.problem = error && !over ? (error as Error).message : "";
  }
}

define("banshi-console", ConsoleElement);
