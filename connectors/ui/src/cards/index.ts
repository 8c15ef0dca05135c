/**
 * Every reply kind as an element. Others import this file once and write
 * `<banshi-message .message=${message} active></banshi-message>`; they listen for `banshi-say`
 * (detail `{text}`) and `banshi-feedback`. `readonly` draws without any of it.
 */

import type { TemplateResult } from "lit";
import { html, literal, type StaticValue } from "lit/static-html.js";
import { BanshiElement, define } from "../shared/element.ts";
import type { Kind, Message } from "../shared/protocol.ts";
import { ChecklistCard, DurationCard, MaterialsCard, StepCard } from "./journey.ts";
import { ChannelCard, ConditionCard, FeeCard, LegalCard, PlaceCard, ProgressCard } from "./lines.ts";
import {
  ChoicesCard, HandoffCard, NoticeCard, QuestionCard, ReceiptCard, ServiceCard, SummaryCard, TextCard, TicketCard,
} from "./talk.ts";

const ELEMENTS: Record<Kind, [StaticValue, CustomElementConstructor]> = {
  text: [literal`banshi-text`, TextCard],
  service: [literal`banshi-service`, ServiceCard],
  choices: [literal`banshi-choices`, ChoicesCard],
  question: [literal`banshi-question`, QuestionCard],
  checklist: [literal`banshi-checklist`, ChecklistCard],
  materials: [literal`banshi-materials`, MaterialsCard],
  step: [literal`banshi-step`, StepCard],
  duration: [literal`banshi-duration`, DurationCard],
  fee: [literal`banshi-fee`, FeeCard],
  place: [literal`banshi-place`, PlaceCard],
  condition: [literal`banshi-condition`, ConditionCard],
  channel: [literal`banshi-channel`, ChannelCard],
  legal: [literal`banshi-legal`, LegalCard],
  progress: [literal`banshi-progress`, ProgressCard],
  summary: [literal`banshi-summary`, SummaryCard],
  receipt: [literal`banshi-receipt`, ReceiptCard],
  handoff: [literal`banshi-handoff`, HandoffCard],
  ticket: [literal`banshi-ticket`, TicketCard],
  notice: [literal`banshi-notice`, NoticeCard],
};
for (const [kind, [, element]] of Object.entries(ELEMENTS)) define(`banshi-${kind}`, element);

/** Draws a message by its kind; a kind this version does not know is plain text. */
export class MessageElement extends BanshiElement {
  static override properties = { message: { attribute: false }, active: { type: Boolean }, readonly: { type: Boolean }, chosen: { attribute: false } };

  declare message: Message;
  declare active: boolean;
  declare chosen: string | undefined;
  declare readonly: boolean;

  protected override render(): TemplateResult {
    const [tag] = Object.hasOwn(ELEMENTS, this.message.kind) ? ELEMENTS[this.message.kind] : ELEMENTS.text;
    return html`<${tag} .message=${this.message} .active=${Boolean(this.active)} .readonly=${Boolean(this.readonly)} .chosen=${this.chosen ?? ""}></${tag}>`;
  }
}

define("banshi-message", MessageElement);
