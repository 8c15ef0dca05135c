"""What WeChat people read that no action says."""

WORKING_ON_IT = "正在查，请稍等几秒，回复任意文字就能拿到结果。"
MORE = "（还有下文，回复“更多”接着看）"
ASK_FOR_TEXT = "收到。我还看不了图片、听不了语音，请用文字说您想办什么事，比如“身份证丢了怎么办”。"
NOT_UNDERSTOOD_TYPE = "这类消息我还看不懂，请用文字说您想办什么事。"
MORE_WORDS = frozenset({"更多", "下文", "继续看", "更多内容"})
FAILED = "抱歉，刚才没处理好，请再发一次，或打 12345。"
