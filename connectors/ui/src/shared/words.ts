/**
 * The words of the interface in three scripts; what the assistant says comes from the server.
 * Here are those a page needs to begin with; the others come with their parts (later_words.ts).
 */

import type { LATER } from "./later_words.ts";

export type Language = "zh-Hans" | "zh-Hant" | "en";
export const LANGUAGES: Record<Language, string> = { "zh-Hans": "简体", "zh-Hant": "繁體", en: "English" };

const BEGIN = {
  title: ["办事助手", "辦事助手", "Service assistant"],
  subtitle: ["深圳政务服务", "深圳政務服務", "Shenzhen public services"],
  elder: ["长辈版", "長輩版", "Larger view"],
  standard: ["标准版", "標準版", "Standard view"],
  settings: ["设置", "設定", "Settings"],
  close: ["关闭", "關閉", "Close"],
  chat: ["对话", "對話", "Chat"],
  browse: ["查找事项", "查找事項", "Find a service"],
  conversation: ["对话记录", "對話記錄", "Conversation"],
  placeholder: ["想办什么，直接说", "想辦什麼，直接說", "Ask here, in Chinese"],
  input: ["输入您的问题", "輸入您的問題", "Your question"],
  send: ["发送", "傳送", "Send"],
  dictate: ["说话输入", "說話輸入", "Dictate"],
  listening: ["正在听，请说…", "正在聽，請說…", "Listening…"],
  privacy: ["请不要发身份证号、银行卡号等个人信息。", "請不要發身份證號、銀行卡號等個人資料。", "Please do not send ID or bank card numbers."],
  welcome: ["您好，想办什么事？", "您好，想辦什麼事？", "Hello. What would you like to do?"],
  welcomeMore: [
    "我帮您找到事项，说清楚要带什么、怎么办，一步一步带您办完。",
    "我幫您找到事項，說清楚要帶什麼、怎麼辦，一步一步帶您辦完。",
    "I find the service, tell you what to bring, and go through it with you step by step. The answers are in Chinese.",
  ],
  examples: ["可以这样问", "可以這樣問", "You could ask"],
  thinking: ["正在查…", "正在查…", "Looking it up…"],
  lost: ["网络断开了，您的消息会在恢复后自动发出", "網絡斷開了，您的訊息會在恢復後自動發出", "Connection lost. Your message will be sent when it is back"],
  unsent: ["等待发送", "等待傳送", "Waiting to be sent"],
  failed: ["没有发出去", "沒有發出去", "Not sent"],
  retry: ["重发", "重發", "Send again"],
  remove: ["删除", "刪除", "Remove"],
  you: ["您", "您", "You"],
  bot: ["助手", "助手", "Assistant"],
  staff: ["工作人员", "工作人員", "Staff"],
  parts: ["（共 {n} 条）", "（共 {n} 條）", "({n} parts)"],
  readAloud: ["朗读", "朗讀", "Read aloud"],
  stopReading: ["停止朗读", "停止朗讀", "Stop reading"],
  copy: ["复制", "複製", "Copy"],
  copied: ["已复制", "已複製", "Copied"],
  submit: ["提交", "提交", "Submit"],
  thanks: ["谢谢，已经记下，会有人核对。", "謝謝，已經記下，會有人核對。", "Thank you. It is noted and will be checked."],
  thanksTicket: ["谢谢，已登记为工单 {ticket}，会有人核对。把工单号发来就能查结果。", "謝謝，已登記為工單 {ticket}，會有人核對。把工單號發來就能查結果。", "Thank you. It is ticket {ticket} and will be checked. Send the number to ask what became of it."],
  thanksSolved: ["谢谢，很高兴帮到您。", "謝謝，很高興幫到您。", "Thank you. Glad to help."],
  notNoted: ["没有记上，请稍后再试。", "沒有記上，請稍後再試。", "It could not be saved. Please try later."],
  solvedAsk: ["问题解决了吗？", "問題解決了嗎？", "Did this help?"],
  solved: ["解决了", "解決了", "Yes"],
  unsolved: ["没解决", "沒解決", "No"],
  why: ["哪里没帮上？（可不填）", "哪裏沒幫上？（可不填）", "What was missing? (optional)"],
  wantPerson: ["转人工", "轉人工", "Talk to a person"],
  position: ["正在排队，前面还有 {n} 位", "正在排隊，前面還有 {n} 位", "Waiting for a person, {n} ahead of you"],
  nextInLine: ["正在排队，下一位就是您", "正在排隊，下一位就是您", "Waiting for a person, you are next"],
  leaveQueue: ["不等了", "不等了", "Stop waiting"],
  withStaff: ["工作人员 {name} 正在为您服务", "工作人員 {name} 正在為您服務", "You are talking with {name}"],
  typing: ["工作人员 {name} 正在输入", "工作人員 {name} 正在輸入", "{name} is typing"],
  read: ["已读", "已讀", "Read"],
  notFetched: ["现在打不开，请检查网络再试。", "現在打不開，請檢查網絡再試。", "This cannot be opened now. Check the connection and try again."],
  cleared: ["对话已经删除。", "對話已經刪除。", "The conversation is deleted."],
  notCleared: ["没有删成，请检查网络再试。", "沒有刪成，請檢查網絡再試。", "It could not be deleted. Check the connection and try again."],
  newMessages: ["有新消息", "有新訊息", "New messages"],
  letters: ["还能输入 {n} 字", "還能輸入 {n} 字", "{n} characters left"],
} as const;

export type Word = keyof typeof BEGIN | keyof typeof LATER;
type Table = Record<string, readonly string[]>;

const table: Table = { ...BEGIN };

/** Adds the words of a part that has come. */
export function learn(words: Table): void {
  Object.assign(table, words);
}

const ORDER: Language[] = ["zh-Hans", "zh-Hant", "en"];
let current: Language = "zh-Hans";

export const language = (): Language => current;

/** What the assistant and the catalogue are written in for this person; never English. */
export const catalogueLanguage = (): Language => (current === "zh-Hant" ? "zh-Hant" : "zh-Hans");

/** Changes the language of the whole interface; every component draws itself anew. */
export function setLanguage(next: Language): void {
  current = next;
  dispatchEvent(new Event("banshi-language"));
}

/** A word in the current language, with `{n}` filled in. */
export function t(word: Word, facts: Record<string, string | number> = {}): string {
  const text = table[word]?.[ORDER.indexOf(current)] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
}
