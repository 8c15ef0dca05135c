"""WeChat 公众号: callback, codec, rendering, API client."""
