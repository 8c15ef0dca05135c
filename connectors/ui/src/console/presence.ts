/** Whether somebody takes conversations: said once in a session, true in every tab and view of the console until unsaid. */

import { post } from "./api.ts";

const KEY = "banshi.console.here";
const EVERY_MS = 15_000;

export const isHere = (): boolean => localStorage.getItem(KEY) === "yes";

/** Nobody is there by opening the page of accounts: it begins with the desk, and ends for as long as one says. */
export function arrive(): void {
  if (localStorage.getItem(KEY) === null) void attend(true);
}

export async function attend(here: boolean): Promise<void> {
  localStorage.setItem(KEY, here ? "yes" : "no");
  await post("/desk/presence", { status: here ? "online" : "away" });
}

export const leave = (): void => localStorage.removeItem(KEY);

/** Says so again and again; gives what ends it. The next beat tells what this one could not. */
export function beat(): () => void {
  const say = (): void => {
    if (isHere()) post("/desk/presence", { status: "online" }).catch(() => undefined);
  };
  say();
  const timer = window.setInterval(say, EVERY_MS);
  return () => clearInterval(timer);
}
