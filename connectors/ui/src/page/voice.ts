/** Reading aloud and dictation, where the browser has them. */

import { spoken } from "../shared/prose.ts";

interface Recognition extends EventTarget {
  lang: string;
  start(): void;
  stop(): void;
  onresult: ((event: { results: { transcript: string }[][] }) => void) | null;
  onend: (() => void) | null;
}

type Recogniser = new () => Recognition;

export const canSpeak = (): boolean => "speechSynthesis" in window;
export const canListen = (): boolean => recogniser() !== undefined;

function recogniser(): Recogniser | undefined {
  const known = window as unknown as Record<string, Recogniser | undefined>;
  return known.SpeechRecognition ?? known.webkitSpeechRecognition;
}

/** Reads a text aloud in Chinese; `ended` is called when it stops, however it stops. */
export function speak(text: string, ended: () => void): void {
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(spoken(text));
  words.lang = "zh-CN";
  words.rate = 0.9;
  words.onend = words.onerror = ended;
  speechSynthesis.speak(words);
}

export const silence = (): void => speechSynthesis.cancel();

/** Listens for one sentence; gives a function that stops listening. */
export function listen(heard: (text: string) => void, ended: () => void): () => void {
  const Recogniser = recogniser();
  if (!Recogniser) return () => undefined;
  const ear = new Recogniser();
  ear.lang = "zh-CN";
  ear.onresult = (event) => heard(event.results[0]?.[0]?.transcript ?? "");
  ear.onend = ended;
  ear.start();
  return () => ear.stop();
}
