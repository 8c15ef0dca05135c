/** Cards that are a title and lines: fee, place, condition, ways, basis, progress. */

import { html, nothing } from "lit";
import { icon } from "../shared/icons.ts";
import { linked, paragraphs } from "../shared/prose.ts";
import type { Line } from "../shared/protocol.ts";
import { t } from "../shared/words.ts";
import { CardElement } from "./base.ts";

abstract class LinesCard extends CardElement {
  protected override body(): unknown {
    return this.lines();
  }
}

export class FeeCard extends LinesCard {
  protected override picture = "coin" as const;
  protected override caption = "fee" as const;
}

export class LegalCard extends LinesCard {
  protected override picture = "law" as const;
  protected override caption = "legal" as const;
}

export class ProgressCard extends LinesCard {
  protected override picture = "search" as const;
  protected override caption = "progress" as const;
}

export class ChannelCard extends LinesCard {
  protected override picture = "paper" as const;
  protected override caption = "channel" as const;
}

/** Who can apply; or why not, and what to do instead. */
export class ConditionCard extends CardElement {
  protected override picture = "person" as const;
  protected override caption = "condition" as const;

  protected override body(): unknown {
    const reason = this.card.reason as string | undefined;
    if (!reason) return this.lines();
    const instead = (this.card.instead ?? []) as { do: string }[];
    return html`<p class="lead warn">${linked(reason)}</p>
      <h4>${t("instead")}</h4>
      <ul class="lines">${instead.map((way) => html`<li>${linked(way.do)}</li>`)}</ul>`;
  }
}

/** Offices, with a map to find them on and a telephone to call. */
export class PlaceCard extends CardElement {
  protected override picture = "pin" as const;
  protected override caption = "place" as const;

  protected override body(): unknown {
    const lines = this.card.lines ?? [];
    if (!lines.length) return paragraphs(this.message.text);
    return html`<ul class="lines places">${lines.map((line) => this.place(line))}</ul>`;
  }

  private place(line: Line): unknown {
    const name = /^places\./.test(line.field) ? line.text.split(/[（：]/)[0] : "";
    const address = `https://uri.amap.com/search?${new URLSearchParams({ keyword: name ?? "", city: "440300" })}`;
    return html`<li>
      ${line.for ? html`<span class="tag tag-quiet">${line.for}</span>` : nothing}${linked(line.text)}
      ${name ? html`<a class="small" href=${address} target="_blank" rel="noopener noreferrer">${icon("pin")}${t("map")}</a>` : nothing}
      ${this.flag(line.field, line.text)}
    </li>`;
  }
}
