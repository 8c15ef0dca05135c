/** Half-written texts, each kept for the conversation it belongs to, as long as this tab: what is written for one
 * citizen can never stand in a box of another, and neither a look elsewhere nor a reload loses it. */

const PREFIX = "banshi.console.draft";
const OPEN = "banshi.console.open";
const OWNER = "banshi.console.owner";

const place = (conversation: string, field: string): string => `${PREFIX}:${conversation}:${field}`;

/** What stands in a box: what was written, or what is proposed there. */
export const written = (conversation: string, field: string, proposed = ""): string => sessionStorage.getItem(place(conversation, field)) ?? proposed;

export function write(conversation: string, field: string, text: string, proposed = ""): void {
  if (text === proposed) sessionStorage.removeItem(place(conversation, field));
  else sessionStorage.setItem(place(conversation, field), text);
}

/** Takes away what was written for a conversation, once it is somebody else's. */
export const drop = (conversation: string): void => remove(`${PREFIX}:${conversation}:`);

/** The conversation that is open, also after a reload. */
export const opened = (): string => sessionStorage.getItem(OPEN) ?? "";
export const open = (conversation: string): void => sessionStorage.setItem(OPEN, conversation);

/** Whose texts these are: at a shared computer the next one to sign in finds none of them. */
export function belongTo(staff: string): void {
  if (sessionStorage.getItem(OWNER) !== staff) forget();
  sessionStorage.setItem(OWNER, staff);
}

export const forget = (): void => remove("banshi.console.");

function remove(prefix: string): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
}
