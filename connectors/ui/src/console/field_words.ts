/** What the fields of a service are called (GB/T 39554), and their fixed values. */

export const LABELS: Record<string, string> = {
  id: "编号", name: "名称", short_name: "简称", theme: "主题", department: "部门", audience: "服务对象", codes: "编码", tags: "标签", summary: "一句话说明",
  everyday_names: "俗称", keywords: "关键词", sample_questions: "样例问法", conditions: "受理条件", questions: "情形问题", outcomes: "办不了或转其他事项",
  materials: "材料", steps: "步骤", stages: "阶段", channels: "办理渠道", offline: "线下怎么办", correction: "办错了怎么改", time_limits: "时限", fees: "收费",
  visits: "跑动次数", results: "结果", places: "办理点", district_notes: "各区不同", hotlines: "电话", deadlines: "期限", faq: "常见问答", related: "相关事项",
  next: "接下来办", basis: "依据", source: "来源", written_on: "编写日期", checked_on: "核对日期", validity: "有效期", demonstration: "演示事项",
  when: "适用情形", ask: "怎么问", why: "为什么问", how_to_find_out: "怎么查到", measure: "量的单位", about: "提到这些词才算", shared: "各事项通用", options: "选项",
  label: "选项名", say: "群众会怎么说", from: "从（含）", to: "到（不含）", note: "备注", not_eligible: "不能办的原因", because: "原因", instead: "可以改办", go_to: "转到事项",
  do: "做什么", service: "事项编号", need: "必要性", holder: "谁持有", copies: "份数", original: "原件", copy: "复印件", electronic: "电子证照", waived: "免提交说明",
  obtained_by: "由哪个事项取得", get_it: "怎么取得", pitfalls: "常见问题", channel: "渠道", who: "谁来办", where: "在哪里", takes: "多久", result: "得到什么", check: "怎么核对",
  stage: "所属阶段", days: "天数", after: "在谁之后", tasks: "任务", counts: "计入总时限", unknown: "尚不清楚", kind: "类型", url: "网址", mini_program: "小程序",
  legal: "法定时限", promised: "承诺时限", amount: "金额（元）", count: "次数", receive: "领取方式", valid: "有效期限", renew_by: "续期事项", district: "区", address: "地址",
  hours: "时间", phone: "电话", what: "什么期限", event: "从什么起算", months: "月数", years: "年数", opens: "开始（月-日）", closes: "结束（月-日）", late: "逾期后果",
  q: "问", a: "答", question: "问", answer: "答", text: "内容", title: "标题", article: "条款", effective_from: "生效日", effective_to: "失效日", superseded_by: "被谁替代",
  basic: "基本编码", implementation: "实施编码", handle: "办理项编码", per: "每", unit: "单位",
};

export const VALUES: Record<string, string> = {
  individual: "自然人", company: "法人", required: "必要", deferrable: "容缺后补", optional: "可选", self: "自备", government: "政府核发", third_party: "他处开具",
  online: "网上", counter: "窗口", post: "邮寄", terminal: "自助机", phone: "电话", any: "不限", working: "工作日", calendar: "自然日", certificate: "证照", approval: "批复",
  record: "登记", payment: "款项", other: "其他", age: "年龄", years: "年", months: "月", days: "天", yuan: "元", count: "个数", tonnes: "吨", square_metres: "平方米",
};
