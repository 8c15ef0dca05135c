"""What the page offers to people who would rather look than type."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from connectors.gateway import Gateway
from connectors.web.language import Language, displayed

EXAMPLES = (
    "我在宝安租房，想办居住证",
    "孩子刚出生要办什么",
    "身份证丢了怎么补",
    "公司开业要办哪些手续",
)

router = APIRouter(prefix="/api", tags=["web"])


@router.get("/shelves")
async def shelves(request: Request, lang: Language = "zh-Hans") -> dict[str, Any]:
    """Themes that have services, life events, and questions to begin with."""
    gateway: Gateway = request.app.state.gateway
    catalog = gateway.engine.runtime.guide.catalog
    used = {service.theme for service in catalog.services.values()}
    shown = {
        "themes": [
            {"id": theme.name, "name": theme.name, "text": theme.text}
            for theme in catalog.vocabulary.themes
            if theme.name in used
        ],
        "life_events": [
            {"id": event.id, "name": event.name, "summary": event.summary, "say": event.name}
            for event in catalog.life_events.values()
        ],
        "examples": EXAMPLES,
    }
    return displayed(shown, lang)
