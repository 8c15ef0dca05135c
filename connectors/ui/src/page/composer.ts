/** Where one types: a growing box, Enter sends, Shift+Enter breaks the line, a microphone where there is one. */

import { html, nothing, type TemplateResult } from "lit";
import { BanshiElement, define } from "../shared/element.ts";
import { icon } from "../shared/icons.ts";
import { t } from "../shared/words.ts";
import { canListen, listen } from "./voice.ts";

const LONGEST = 1000;
const HINT_FROM = 0.8;

export class ComposerElement extends BanshiElement {
  static override properties = { text: { attribute: false }, listening: { state: true } };

  declare text: string;
  declare listening: boolean;
  private hush: () => void = () => undefined;

  constructor() {
    super();
    this.text = "";
    this.listening = false;
  }

  /** Puts the cursor back where one types. */
  focusInput(at?: number): void {
    const box = this.querySelector("textarea");
    box?.focus({ preventScroll: true });
    if (at !== undefined) box?.setSelectionRange(at, at);
  }

  protected override render(): TemplateResult {
    const left = LONGEST - this.text.length;
    return html`<form class="composer" @submit=${this.submit}>
      <label class="visually-hidden" for="question">${t("input")}</label>
      <textarea id="question" name="text" rows="1" maxlength=${LONGEST} autocomplete="off" enterkeyhint="send"
        placeholder=${this.listening ? t("listening") : t("placeholder")} .value=${this.text}
        @input=${this.typed} @keydown=${this.key}></textarea>
      ${canListen()
        ? html`<button type="button" class="round" aria-pressed=${this.listening} aria-label=${t("dictate")} @click=${this.dictate}>${icon("mic")}</button>`
        : nothing}
      <button type="submit" class="round primary" aria-label=${t("send")}>${icon("send")}</button>
      <p class="composer-hint" aria-live="polite">${left < LONGEST * (1 - HINT_FROM) ? t("letters", { n: left }) : nothing}</p>
    </form>`;
  }

  protected override updated(): void {
    const box = this.querySelector("textarea");
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  private readonly typed = (event: InputEvent): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
  };

  private readonly key = (event: KeyboardEvent): void => {
    // While an input method is composing, Enter picks a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  };

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.send();
  };

  private send(): void {
    if (!this.text.trim()) return this.focusInput();
    this.tell("say", { text: this.text });
    this.text = "";
  }

  private readonly dictate = (): void => {
    if (this.listening) return this.hush();
    this.listening = true;
    this.hush = listen(
      (heard) => (this.text += heard),
      () => (this.listening = false),
    );
  };
}

define("banshi-composer", ComposerElement);
