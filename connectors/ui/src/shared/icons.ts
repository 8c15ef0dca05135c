/** A few line icons, drawn on a 24 × 24 grid; always beside a word, so hidden from screen readers. */

import { svg, html, type TemplateResult } from "lit";

const PATHS = {
  send: "M4 12 20 4l-5 16-3-7-8-1Z",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0M12 17v4",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4",
  close: "m6 6 12 12M18 6 6 18",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14Zm5 12 4 4",
  back: "m14 6-6 6 6 6",
  chat: "M4 5h16v11H9l-5 4V5Z",
  speak: "M4 10v4h4l5 4V6l-5 4H4Zm12-1a4 4 0 0 1 0 6",
  copy: "M9 9h10v11H9zM6 15H5V4h10v1",
  check: "m5 12 5 5 9-10",
  pin: "M12 21c4-5 6-8 6-11a6 6 0 1 0-12 0c0 3 2 6 6 11Zm0-9a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm0 4v4l3 2",
  coin: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-3 4 3 4 3-4m-3 4v5m-3-4h6m-6 2h6",
  paper: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5m-5 4h5",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM5 20a7 7 0 0 1 14 0",
  law: "M12 4v16m-5 0h10M5 8h14M5 8l-2 6h5L5 8Zm14 0-2 6h5l-3-6Z",
  info: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm0 7v5m0-8v.5",
  flag: "M6 21V4h11l-2 4 2 4H6",
  ticket: "M4 7h16v4a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4V7Z",
  larger: "M4 19 9 6l5 13M6 15h6m4 0h6m-3-3v6",
} as const;

export type Icon = keyof typeof PATHS;

export const icon = (name: Icon): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${svg`<path d=${PATHS[name]} />`}</svg>`;
