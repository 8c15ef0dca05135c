/** Who waits, seen and heard in every view: the number in the title, a sound and a notification when somebody comes. */

import { get } from "./api.ts";

const EVERY_MS = 5000;
const KEY = "banshi.console.quiet";
const TITLE = document.title;
const TONES = [660, 880];
const TONE_SECONDS = 0.18;

export const isQuiet = (): boolean => localStorage.getItem(KEY) === "yes";

/** Switches sound and notifications; browsers ask about the latter only when somebody has just pressed something. */
export function beQuiet(quiet: boolean): void {
  localStorage.setItem(KEY, quiet ? "yes" : "no");
  if (!quiet && "Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

/** Watches the queue until the function it gives is called. */
export function watch(): () => void {
  let known = new Set<string>();
  let begun = false;
  const look = async (): Promise<void> => {
    const found = await get<{ open: { conversation: string; desk: string }[] }>("/desk").catch(() => null);
    if (!found) return;
    const waits = found.open.filter((one) => one.desk === "WAITING" || one.desk === "HELD").map((one) => one.conversation);
    document.title = waits.length ? `（${waits.length}）${TITLE}` : TITLE;
    if (begun && waits.some((one) => !known.has(one))) announce(waits.length);
    [known, begun] = [new Set(waits), true];
  };
  void look();
  const timer = window.setInterval(() => void look(), EVERY_MS);
  return () => {
    clearInterval(timer);
    document.title = TITLE;
  };
}

function announce(count: number): void {
  if (isQuiet()) return;
  ring();
  if (document.hidden && "Notification" in window && Notification.permission === "granted") new Notification("办事工作台", { body: `有 ${count} 人在等`, tag: "waiting" });
}

/** Two short tones. A browser in which nobody has pressed anything yet plays none, and says nothing of it. */
function ring(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.1;
  volume.connect(audio.destination);
  TONES.forEach((tone, i) => {
    const voice = audio.createOscillator();
    voice.frequency.value = tone;
    voice.connect(volume);
    voice.start(audio.currentTime + i * TONE_SECONDS);
    voice.stop(audio.currentTime + (i + 1) * TONE_SECONDS);
    if (i === TONES.length - 1) voice.onended = () => void audio.close();
  });
}
