/** The page: head, conversation or shelves, composer; everything else hangs below it. */

import { html, nothing, type TemplateResult } from "lit";
import { api, type Feedback } from "../client/api.ts";
import { Conversation } from "../client/conversation.ts";
import { Memory } from "../client/memory.ts";
import { notes } from "../client/notes.ts";
import { Presence } from "../client/presence.ts";
import { BanshiElement, define } from "../shared/element.ts";
import { icon } from "../shared/icons.ts";
import type { Shelves } from "../shared/protocol.ts";
import { t } from "../shared/words.ts";
import "./composer.ts";
import type { ComposerElement } from "./composer.ts";
import { Host } from "./host.ts";
import * as later from "./later.ts";
import "./log.ts";
import type { LogElement } from "./log.ts";
import { elderly, keepLook, readLook, wear, type Look } from "./look.ts";
import type { SettingsElement } from "./settings.ts";
import { Siblings } from "./siblings.ts";
import { enterBrowse, leaveBrowse, viewOf, type View } from "./view.ts";

/** How long a word to the person stays: the longer it is, the longer. */
const SHOWN_MS = 5_000;
const READING_MS = 150;

export class AppElement extends BanshiElement {
  static override properties = { view: { state: true }, look: { state: true }, said: { state: true }, shared: { state: true }, shelves: { state: true } };

  declare view: View;
  declare look: Look;
  declare said: string;
  declare shared: boolean;
  declare shelves: Shelves;
  private readonly memory = new Memory();
  private readonly talk = new Conversation(api, this.memory);
  private readonly presence = new Presence(this.talk);
  private readonly siblings = new Siblings(() => (this.shared ? "" : this.talk.id));
  private readonly host = new Host(document.body.dataset.sites ?? "");
  private draft = "";
  private cursor = -1;

  constructor() {
    super();
    this.view = "chat";
    this.look = readLook();
    this.said = "";
    this.shelves = { themes: [], life_events: [], examples: [] };
    this.shared = new URLSearchParams(location.search).get("shared") === "1";
    this.memory.shared = this.shared;
  }

  override connectedCallback(): void {
    this.takeOverForm();
    this.replaceChildren();
    super.connectedCallback();
    const written = document.documentElement.lang;
    wear(this.look);
    // The server wrote the examples in the script of the address or browser; this person chose another.
    if (otherScript(written, this.look.language)) void this.fetched(this.fetchShelves());
    this.talk.addEventListener("change", this.refresh);
    this.siblings.onCleared(() => this.talk.leave());
    addEventListener("pagehide", this.leave);
    addEventListener("popstate", this.wentBack);
    void this.begin();
  }

  /** What was said, or is half written, in the form that works without this program, and its examples. */
  private takeOverForm(): void {
    this.talk.adopt(this.querySelector<HTMLInputElement>("input[name=conversation]")?.value ?? "");
    const examples = [...this.querySelectorAll<HTMLButtonElement>(".examples button")].map((button) => button.value);
    this.shelves = { ...this.shelves, examples };
    const box = this.querySelector("textarea");
    // A question of the address stands in the box too; it will be asked, and need not stay there.
    const asked = new URLSearchParams(location.search).get("q");
    this.draft = box && box.value !== asked ? box.value : "";
    // Whoever began to write before this program was here goes on where the cursor was.
    if (box && box === document.activeElement) this.cursor = box.selectionStart;
  }

  protected override async firstUpdated(): Promise<void> {
    if (this.cursor < 0) return;
    const composer = this.querySelector<ComposerElement>("banshi-composer");
    await composer?.updateComplete;
    composer?.focusInput(this.cursor);
  }

  private async begin(): Promise<void> {
    if (!this.talk.id && !this.shared) this.talk.adopt(await this.siblings.ask());
    await this.talk.start();
    const address = new URL(location.href);
    const asked = address.searchParams.get("q");
    if (asked && !this.memory.waiting.length) {
      address.searchParams.delete("q");
      history.replaceState(history.state, "", address);
      this.talk.say(asked);
    }
    if (viewOf(location.href) === "browse") await this.openBrowse();
    this.host.ready();
    later.fetchWhenIdle();
  }

  protected override render(): TemplateResult {
    const chat = this.view === "chat";
    return html`
      <header class="bar">
        <h1>${t("title")}<small>${t("subtitle")}</small></h1>
        <button type="button" class="bar-button elder-switch" aria-pressed=${this.look.elder} @click=${this.toggleElder}>${icon("larger")}<span>${this.look.elder ? t("standard") : t("elder")}</span></button>
        <button type="button" class="bar-button" aria-label=${t("settings")} @click=${this.openSettings}>${icon("settings")}</button>
        ${this.host.embedded ? html`<button type="button" class="bar-button" aria-label=${t("close")} @click=${() => this.host.close()}>${icon("close")}</button>` : nothing}
      </header>
      <nav class="tabs">
        <button type="button" aria-current=${chat ? "page" : nothing} @click=${this.openChat}>${icon("chat")}${t("chat")}</button>
        <button type="button" aria-current=${chat ? nothing : "page"} @click=${this.openBrowse}>${icon("search")}${t("browse")}</button>
      </nav>
      <main id="main" @banshi-say=${this.onSay} @banshi-feedback=${this.onFeedback} @banshi-pending=${this.onPending}>
        <banshi-log ?hidden=${!chat} .messages=${this.talk.messages} .pending=${this.talk.pending} .examples=${this.shelves.examples}
          .desk=${this.talk.desk} .busy=${this.talk.busy} .lost=${this.talk.link === "lost"}></banshi-log>
        <banshi-browse ?hidden=${chat} .shelves=${this.shelves} .api=${api}></banshi-browse>
        <p class="toast" role="status">${this.said}</p>
        <banshi-composer ?hidden=${!chat} .text=${this.draft} @input=${() => this.presence.typing()}></banshi-composer>
      </main>
      <banshi-settings .look=${this.look} .shared=${this.shared} @banshi-look=${(event: CustomEvent<Look>) => this.wearLook(event.detail)}
        @banshi-shared=${this.toggleShared} @banshi-clear=${this.clear}></banshi-settings>`;
  }

  private readonly refresh = (): void => this.requestUpdate();

  private readonly onSay = async (event: CustomEvent<{ text: string }>): Promise<void> => {
    const typed = (event.target as Element).localName === "banshi-composer";
    this.openChat();
    this.talk.say(event.detail.text);
    await this.updateComplete;
    // On a touch screen focus in the box would open the keyboard over the answer.
    if (!matchMedia("(pointer: coarse)").matches) this.querySelector<ComposerElement>("banshi-composer")?.focusInput();
    else if (!typed) this.log?.awaitAnswer();
  };

  private get log(): LogElement | null {
    return this.querySelector<LogElement>("banshi-log");
  }

  private readonly onPending = (event: CustomEvent<{ what: "again" | "drop"; id: string }>): void => {
    this.talk[event.detail.what](event.detail.id);
  };

  private readonly onFeedback = async (event: CustomEvent<Omit<Feedback, "conversation">>): Promise<void> => {
    try {
      const ticket = await api.feedback({ conversation: this.talk.id, ...event.detail });
      if (!ticket) return this.tellPerson(t(event.detail.verdict === "solved" ? "thanksSolved" : "thanks"));
      notes.addTicket(event.detail.seq ?? 0, ticket);
      await this.log?.showTicket(event.detail.seq ?? 0);
    } catch {
      this.tellPerson(t("notNoted"));
    }
  };

  private readonly toggleElder = (): void => this.wearLook(elderly(this.look, !this.look.elder));

  private wearLook(look: Look): void {
    const retold = otherScript(look.language, this.look.language);
    this.look = look;
    wear(look);
    keepLook(look, this.shared);
    if (!retold) return;
    void this.talk.retell();
    void this.fetched(this.fetchShelves());
  }

  private readonly openSettings = async (): Promise<void> => {
    if (await this.fetched(later.settings())) this.querySelector<SettingsElement>("banshi-settings")?.show();
  };

  private readonly openBrowse = async (): Promise<void> => {
    if (!(await this.fetched(Promise.all([later.browse(), this.shelves.themes.length || this.fetchShelves()])))) return;
    enterBrowse();
    this.view = "browse";
  };

  private readonly openChat = (): void => {
    leaveBrowse();
    this.view = "chat";
  };

  private readonly wentBack = async (): Promise<void> => {
    // What is not sent yet stands in the history entry one is at.
    this.memory.waiting = this.talk.pending;
    if (this.view === viewOf(location.href)) return;
    this.view = viewOf(location.href);
    await this.updateComplete;
    this.querySelector<HTMLElement>(".tabs [aria-current]")?.focus({ preventScroll: true });
  };

  private async fetchShelves(): Promise<void> {
    this.shelves = await api.shelves();
  }

  /** False, with a word to the person, where a part of the page cannot be fetched now. */
  private async fetched(part: Promise<unknown>): Promise<boolean> {
    const here = await part.then(() => true, () => false);
    if (!here) this.tellPerson(t("notFetched"));
    return here;
  }

  private readonly toggleShared = (): void => {
    this.shared = this.memory.shared = !this.shared;
    this.memory.conversation = this.talk.id;
    keepLook(this.look, this.shared);
  };

  private readonly clear = async (): Promise<void> => {
    try {
      await this.talk.clear();
      this.siblings.cleared();
      this.tellPerson(t("cleared"));
      this.querySelector<SettingsElement>("banshi-settings")?.hide();
    } catch {
      this.tellPerson(t("notCleared"));
    }
  };

  /** On a shared computer the server forgets too when the page is left. */
  private readonly leave = (): void => {
    if (!this.shared || !this.talk.id) return;
    void fetch(`/api/conversations/${encodeURIComponent(this.talk.id)}`, { method: "DELETE", keepalive: true, credentials: "omit" });
    this.talk.leave();
  };

  private tellPerson(text: string): void {
    this.said = text;
    setTimeout(() => {
      if (this.said === text) this.said = "";
    }, SHOWN_MS + text.length * READING_MS);
  }
}

const otherScript = (one: string, other: string): boolean => (one === "zh-Hant") !== (other === "zh-Hant");

define("banshi-app", AppElement);
