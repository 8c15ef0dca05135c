"""What WeChat people read that no action says."""

WORKING_ON_IT = "正在查，请稍等几秒，回复任意文字就能拿到结果。"
SAY_AGAIN = "\n\n（您刚才说的“{text}”我还没看，请再发一次）"
MORE = "（还有下文，回复“更多”接着看）"
ASK_FOR_TEXT = "收到。我还看不了图片、听不了语音，请用文字说您想办什么事，比如“身份证丢了怎么办”。"
NOT_UNDERSTOOD_TYPE = "这类消息我还看不懂，请用文字说您想办什么事。"
MORE_WORDS = frozenset({"更多", "下文", "继续看", "更多内容"})
FAILED = "抱歉，刚才没处理好，请再发一次，或打 12345。"
JUST_A_FACE = "收到，您的心意我看到了。想办什么事，用文字说一声就行，比如“身份证丢了怎么办”。"
NO_SUCH_NUMBER = "这里没有第 {number} 项，能回复的数字是 {first} 到 {last}。"
ONE_NUMBER = "这里没有第 {number} 项，能回复的数字只有 1。"
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
