/** Cards that are mostly words: text, notice, a service, choices, a question, a summary, people. */

import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../shared/icons.ts";
import { linked, paragraphs } from "../shared/prose.ts";
import type { Line } from "../shared/protocol.ts";
import { t } from "../shared/words.ts";
import { CardElement } from "./base.ts";

/** A page of our own that belongs to a message: the list to print, the dates for a calendar. */
interface Link {
  kind: "print" | "calendar";
  href: string;
}

/** Plain words, as a bubble. */
export class TextCard extends CardElement {
  /** Where the text gives the address of a page of ours, a button leads to it. */
  protected override body(): unknown {
    const links = ((this.card.links ?? []) as Link[]).filter(({ href }) => href.startsWith("/sheet/"));
    return this.message.text.split("\n").map((line) => {
      const link = links.find(({ href }) => line.endsWith(href));
      return link ? this.link(link) : paragraphs(line);
    });
  }

  private link({ kind, href }: Link): TemplateResult {
    const print = kind === "print";
    return html`<a class="small primary own-page" href=${href} target="_blank" rel="noopener">${icon(print ? "paper" : "clock")}${t(print ? "printPage" : "addToCalendar")}</a>`;
  }

  protected override render(): TemplateResult {
    return html`<div class="bubble">${this.body()}</div>${this.receipt()}${this.quickReplies(this.message.options)}`;
  }
}

export class NoticeCard extends TextCard {
  protected override render(): TemplateResult {
    return html`<div class="bubble notice">${icon("info")}<div>${this.body()}</div></div>
      ${this.receipt()}${this.quickReplies(this.message.options)}`;
  }
}

/** Which service this is about, with fee and time at a glance. */
export class ServiceCard extends CardElement {
  protected override head(): unknown {
    const tags = (this.card.tags ?? []) as string[];
    return html`<h3 class="card-head big"><span>${this.card.service_name}</span></h3>
      ${tags.length ? html`<ul class="tags">${tags.map((tag) => html`<li class="tag">${tag}</li>`)}</ul>` : nothing}`;
  }

  protected override body(): unknown {
    const summary = this.card.summary as string | undefined;
    return html`${summary ? html`<p class="lead">${linked(summary)} ${this.flag("summary", summary)}</p>` : paragraphs(this.message.text)}
      <dl class="facts">
        ${this.fact("fee", (this.card.fees ?? []) as Line[])}
        ${this.fact("duration", (this.card.time_limits ?? []) as Line[])}
      </dl>`;
  }

  private fact(word: "fee" | "duration", lines: Line[]): unknown {
    if (!lines.length) return nothing;
    return html`<div><dt>${icon(word === "fee" ? "coin" : "clock")}${t(word)}</dt>
      ${lines.map((line) => html`<dd>${line.for ? html`<span class="tag tag-quiet">${line.for}</span>` : nothing}${linked(line.text)}${this.flag(line.field, line.text)}</dd>`)}</div>`;
  }
}

/** Two to five services, or a list, to choose from. */
export class ChoicesCard extends CardElement {
  protected override body(): unknown {
    const described = (this.card.choices ?? []) as { label: string; summary?: string }[];
    const summaries = new Map(described.map((choice) => [choice.label, choice.summary]));
    const intro = this.message.text.split("\n")[0] ?? "";
    return html`<p class="lead">${linked(intro)}</p>${this.choices(summaries)}`;
  }

  protected override head(): unknown {
    return nothing;
  }

  protected override quickReplies(): unknown {
    return nothing;
  }
}

/** A situation question: options to tap, why it is asked, how to find out. */
export class QuestionCard extends CardElement {
  protected override head(): unknown {
    return html`<h3 class="card-head big"><span>${this.card.ask ?? ""}</span></h3>`;
  }

  protected override body(): unknown {
    const { ask, why, how_to_find_out: how, remaining, field } = this.card as Record<string, string>;
    if (!ask) return paragraphs(this.message.text);
    const notes = new Map(((this.card.options ?? []) as unknown as { label: string; note: string }[]).map((o) => [o.label, o.note]));
    return html`
      ${why ? html`<p class="hint">${linked(why)}</p>` : nothing}
      ${this.choices(notes)}
      <p class="hint">${t("orType")}${Number(remaining) > 1 ? html` · ${t("remaining", { n: remaining ?? "" })}` : nothing}</p>
      ${how ? html`<details class="more"><summary>${t("howToFindOut")}</summary><p>${linked(how)}</p></details>` : nothing}
      ${this.flag(field, ask)}`;
  }

  protected override quickReplies(): unknown {
    return nothing;
  }
}

/** The end of a journey, or what comes out: the words, then what usually follows. */
export class SummaryCard extends CardElement {
  protected override picture = "check" as const;
  protected override caption = "summary" as const;

  protected override body(): unknown {
    return this.lines();
  }
}

/** The sources of what was said. */
export class ReceiptCard extends CardElement {
  protected override picture = "law" as const;
  protected override caption = "receipt" as const;

  protected override body(): unknown {
    return this.lines();
  }
}

/** On the way to a person, or why that is not possible now and whom to call instead. */
export class HandoffCard extends CardElement {
  protected override picture = "person" as const;
  protected override caption = "handoff" as const;

  protected override body(): unknown {
    return paragraphs(this.message.text);
  }
}

/** A complaint that became a ticket, with its number. */
export class TicketCard extends CardElement {
  protected override picture = "ticket" as const;
  protected override caption = "ticket" as const;

  protected override body(): unknown {
    const ticket = (this.card.number ?? this.card.ticket) as string | undefined;
    return html`${ticket ? html`<p class="lead ticket-number">${ticket}</p>` : nothing}${paragraphs(this.message.text)}`;
  }
}
