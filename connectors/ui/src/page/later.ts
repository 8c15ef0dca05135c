/** Parts nobody needs to begin with: fetched when the page is idle, or at once when asked for. */

export const cards = (): Promise<unknown> => import("../cards/index.ts");
export const browse = (): Promise<unknown> => import("./browse.ts");
export const settings = (): Promise<unknown> => import("./settings.ts");

const SOON_MS = 300;

/** Fetches everything while nothing else is to be done; what fails is asked for again when needed. */
export function fetchWhenIdle(): void {
  const fetchAll = (): void => void Promise.allSettled([cards(), browse(), settings()]);
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll, { timeout: 2_000 });
  else setTimeout(fetchAll, SOON_MS);
}
