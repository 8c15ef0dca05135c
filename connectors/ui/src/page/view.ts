/** Which part of the page is shown, as part of its address: Back leads from the shelves to the talk. */

export type View = "chat" | "browse";

export const viewOf = (address: string): View =>
  new URL(address).searchParams.get("view") === "browse" ? "browse" : "chat";

/** Puts the shelves into the history, once. */
export function enterBrowse(): void {
  const address = new URL(location.href);
  if (viewOf(address.href) === "browse") return;
  address.searchParams.set("view", "browse");
  history.pushState({ ...history.state, entered: true }, "", address);
}

/** Leaves the shelves: back where one came from, or, where they were opened by their address, on. */
export function leaveBrowse(): void {
  const address = new URL(location.href);
  if (viewOf(address.href) === "chat") return;
  if (history.state?.entered) return history.back();
  address.searchParams.delete("view");
  history.replaceState(history.state, "", address);
}
