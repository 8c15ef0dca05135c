"""What WeChat people read that no action says."""

WORKING_ON_IT = "正在查，请稍等几秒，回复任意文字就能拿到结果。"
SAY_AGAIN = "\n\n（您刚才说的“{text}”我还没看，请再发一次）"
MORE = "（还有下文，回复“更多”接着看）"
ASK_FOR_TEXT = "收到。我还看不了图片、听不了语音，请用文字说您想办什么事，比如“身份证丢了怎么办”。"
NOT_UNDERSTOOD_TYPE = "这类消息我还看不懂，请用文字说您想办什么事。"
MORE_WORDS = frozenset({"更多", "下文", "继续看", "更多内容"})
FAILED = "抱歉，刚才没处理好，请再发一次，或打 12345。"
JUST_A_FACE = "收到，您的心意我看到了。想办什么事，用文字说一声就行，比如“身份证丢了怎么办”。"
NO_SUCH_NUMBER = "这里没有第 {number} 项，能回复的数字是 1 到 {last}。"
ONE_NUMBER = "这里没有第 {number} 项，能回复的数字只有 1。"
FACES = frozenset(
    "微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 囧 抓狂 吐 偷笑 "
    "愉快 白眼 傲慢 困 惊恐 憨笑 悠闲 咒骂 疑问 嘘 晕 衰 骷髅 敲打 擦汗 抠鼻 鼓掌 坏笑 右哼哼 鄙视 "
    "委屈 快哭了 阴险 亲亲 可怜 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 皱眉 耶 "
    "吃瓜 加油 汗 天啊 Emm 社会社会 旺柴 打脸 哇 翻白眼 666 让我看看 叹气 苦涩 裂开 嘴唇 爱心 心碎 "
    "拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 合十 啤酒 咖啡 蛋糕 玫瑰 凋谢 菜刀 炸弹 便便 月亮 太阳 庆祝 "
    "礼物 红包 發 福 烟花 爆竹 猪头 跳跳 发抖 转圈".split()
)
"""WeChat's own smileys by name; [OK], [好的] and [再见] are answered as words."""

IN_DISTRICT = "记下了，您在{district}。想办什么事？说出来，我告诉您在{district}去哪里办。"
WHERE = "收到位置了，可看不出在哪个区。请用文字说，比如“我在南山区”。"
OUTSIDE = "收到位置了，不过我只管深圳的事，外地的事请打当地的 12345。深圳的事随时问我。"
NO_THEME = "这个栏目现在没有内容，请直接说您想办什么事。"
FOOTER_END = "要人工说“转人工”。"
"""Ends the line with source, telephone and a person below facts (actions/lines.py)."""

ALSO = "还有：{names}（直接说名字）"
NUMBERS = "接下来（点一下，或回复数字）："
SHEET_ON_SITE = (
    "（这一页要在网页上打开：在网页的办事助手里说续办码 {code}，从那里接着办，"
    "就能打印、存日历；转过去以后这边就停了）"
)
ONLINE = "网上办：{link}"
STAFF = "【工作人员】"
"""Before the lines a person wrote."""

FETCH_STAFF = "工作人员回复以后不会自动弹出来，您随便发一个字就能看到。"

GREETING = "你好"
PLACE = "我在{district}"
BEGIN = "我想办{service}"
THEME = "{theme}这一类都有哪些事项可以办"
