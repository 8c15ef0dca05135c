/** What the desk's requests give. */

export interface Item {
  conversation: string; desk: string; staff: string; name: string; reason: string; department: string; channel: string;
  position: number; seconds: number; since: number; seq: number; read: number; citizen_read: number; citizen_typing: number;
  /** What it is about, and what was said last; only the list of open conversations knows. */
  topic?: string; last?: string;
}
export interface Canned { short: string; text: string }
export interface Said { seq: number; from: string; kind?: string; text: string; staff?: string; at?: number }
export interface Packet {
  state: Item;
  messages: Said[];
  notes: { at: number; staff: string; text: string }[];
  journey: { service: string; name: string; answers: Record<string, string>; step?: string } | null;
  thought: { text: string; intent: { name: string; confidence: number } | null; services: { id: string; name: string; score: number }[] } | null;
  held: { id: string; text: string; outcome: string } | null;
  wechat_quota: number | null;
  wechat_until: number | null;
  wechat_unsent: number;
}
export interface Recent { conversation: string; at: number; text: string; channel: string; outcome: string; service: string }
export interface Around { recent: Recent[]; colleagues: { name: string; shown: string; online: boolean }[]; departments: string[] }

export const STATES: Record<string, string> = { WAITING: "排队", HUMAN: "人工", BOT: "助手", CLOSED: "已结束", HELD: "待核对" };
export const CHANNELS: Record<string, string> = { web: "网页", wechat: "微信", console: "坐席" };
export const WHO: Record<string, string> = { citizen: "群众", bot: "助手", staff: "工作人员" };

export function lasted(seconds: number): string {
  if (seconds < 60) return `${seconds} 秒`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} 分钟` : `${Math.round(seconds / 360) / 10} 小时`;
}

/** The hour of a moment in seconds since 1970; with the day where it was not today. */
export function clock(at: number): string {
  const [then, now] = [new Date(at * 1000), new Date()];
  const hour = then.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  return then.toDateString() === now.toDateString() ? hour : `${then.getMonth() + 1} 月 ${then.getDate()} 日 ${hour}`;
}
