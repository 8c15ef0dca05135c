/** What the dashboard's requests give, and what things are called. */

import type { Bar, Drawing } from "./charts.ts";

export interface Row { name: string; count: number; id?: string }
export interface Place { service: string; name: string; place: string; count: number; at?: string; step?: string }
export interface Figures {
  turns: number; conversations: number; handed_off: number; tickets: number; votes: number; solved: number;
  suggestions: Record<string, number>;
  waiting: { count: number; median: number | null; slow: number | null };
  days: { day: string; turns: number | null; unresolved: number | null }[];
  hours: { hour: number; turns: number | null }[];
  services: Row[]; aspects: Row[]; outcomes: Row[]; endings: Row[]; channels: Row[]; districts: Row[];
  drop_off: Place[];
  heat: Place[];
  unanswered: { id: string; count: number; examples: string[] }[];
}
export interface Health { services: number; errors: number; warnings: number; expired: number; unchecked: number; departments: [string, number][] }
export interface Behind { turns: number | null; conversations: { conversation: string; at: number; text: string; turns: number; outcome: string; service_name: string; channel: string }[] }
export type Filters = Partial<Record<"service" | "aspect" | "district" | "channel" | "outcome" | "asked", string>>;

export const OUTCOMES: Record<string, string> = {
  answered: "答上了", clarified: "反问了是哪一项", asked: "停在提问", stepped: "在办理步骤中", controlled: "照做了", completed: "全部办完",
  out_of_catalog: "目录里没有", out_of_scope: "不是政务事项", expired: "政策已失效", handed_off: "转人工", ticketed: "登记了工单", refused: "没有照做", failed: "出错了",
};
export const ASPECTS: Record<string, string> = {
  guide: "怎么办", materials: "材料", conditions: "条件", process: "流程", duration: "多久", fee: "费用", location: "在哪办", hours: "几点开门",
  channel: "怎么申请", visits: "跑几趟", progress: "进度", contact: "电话", legal: "依据", problem: "问题",
};
export const FILTERS: [keyof Filters, string][] = [["service", "事项"], ["aspect", "问什么"], ["outcome", "结果"], ["channel", "渠道"], ["district", "区"], ["asked", "停在"]];

const MOST_BARS = 15;

export function bars(rows: Row[], words: Record<string, string> = {}): Drawing & { kind: "bars" } {
  const made: Bar[] = rows.slice(0, MOST_BARS).map((row) => ({ name: row.id ?? row.name, value: row.count, shown: words[row.name] ?? row.name }));
  return { kind: "bars", bars: made };
}

export function places(rows: Place[]): Drawing {
  return bars(rows.map((row) => ({ name: `${row.name} · ${row.place}`, count: row.count })));
}

export function heat(rows: Place[]): Drawing & { kind: "heat" } {
  const names = [...new Set(rows.map((row) => row.name || "未定"))].slice(0, MOST_BARS);
  const steps = [...new Set(rows.map((row) => row.place || "未说环节"))];
  const cells = rows.map((row): [number, number, number] => [steps.indexOf(row.place || "未说环节"), names.indexOf(row.name || "未定"), row.count]);
  return { kind: "heat", rows: names, columns: steps, cells: cells.filter((cell) => cell[1] >= 0) };
}

export function byDay(figures: Figures): Drawing {
  const line = (name: string, key: "turns" | "unresolved") => ({ name, values: figures.days.map((day) => day[key]) });
  return { kind: "lines", names: figures.days.map((day) => day.day.slice(5)), lines: [line("对话轮次", "turns"), line("没解决", "unresolved")] };
}

export function byHour(figures: Figures): Drawing {
  const found = new Map(figures.hours.map((one) => [one.hour, one.turns]));
  const hours = figures.hours.length ? [...Array(24).keys()] : [];
  return { kind: "lines", names: hours.map((hour) => `${hour} 点`), lines: [{ name: "对话轮次", values: hours.map((hour) => (found.has(hour) ? found.get(hour)! : 0)) }] };
}
