"""Every setting, read once from the environment or `.env`, each with a default that works."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseSettings, Field, ValidationError, validator
from pydantic.fields import ModelField

from bot import setting_checks as checks
from bot.errors import SettingsError

ENV_FILE = ".env"
logger = logging.getLogger(__name__)
_told: set[str] = set()
"""What was said about unknown names: settings are read more than once in a process."""


class Settings(BaseSettings):
    """Frozen settings of one process; in the environment their names start with ``BANSHI_``."""

    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    public_url: str = Field(
        "",
        regex=r"^(https?://[^\s/?#]+)?$",
        description="Address people reach the server by (`https://host`): links in texts, QR codes.",
    )
    workers: int = Field(1, ge=1, le=64, description="Processes that serve.")
    redis_url: str = Field(
        "",
        env="REDIS_URL",
        description="Redis to use (`redis://`, `rediss://`, `unix://`, `sentinel://`, `cluster://`, "
        "`clusters://`); empty starts the embedded one in `data_dir`.",
    )
    data_dir: Path = Field(Path("var"), description="Embedded Redis, logs and caches live here.")
    models_dir: Path = Field(Path("models"), description="Trained Rasa models.")
    catalog_dir: Path = Field(Path("data/catalog"), description="The shipped catalogue.")
    phrases_dir: Path = Field(Path("data/phrases"), description="Training phrases of the linker.")
    certainty_file: Path = Field(
        Path("data/certainty.json"), description="How far rankings of services can be trusted."
    )
    entities_dir: Path = Field(Path("data/entities"), description="Districts, relations, cities.")
    spacy_model: str = Field(
        "", description="An installed spaCy model with vectors; adds a signal, nothing needs it."
    )
    turn_seconds: float = Field(
        8.0, gt=0, description="A turn that takes longer ends in an apology."
    )
    max_message_bytes: int = Field(
        8192,
        ge=256,
        description="Longest message taken, in UTF-8 bytes; never more than 2,000 characters.",
    )
    conversation_days: int = Field(
        30, ge=1, description="Idle conversations are deleted after this."
    )
    max_requests: int = Field(64, ge=1, description="Requests a process answers at once.")
    max_streams: int = Field(10_000, ge=1, description="Event streams a process holds open.")
    reads_per_minute: int = Field(1200, ge=0, description="Reads of one address; 0 allows all.")
    writes_per_minute: int = Field(600, ge=0, description="Messages of one address; 0 allows all.")
    person_per_minute: int = Field(60, ge=0, description="Messages of one conversation; 0: all.")
    proxies: str = Field(
        "127.0.0.1", description="Proxies whose X-Forwarded-For is believed, by commas."
    )
    event_window: int = Field(8, ge=8, le=500, description="Rasa events kept for the dialogue.")
    secret: str = Field(
        "", description="Keys what must not be guessed (WeChat ids, codes); needed for WeChat."
    )
    wechat_token: str = Field("", description="Token of the WeChat callback; empty turns it off.")
    wechat_appid: str = Field("", description="AppID of the WeChat account.")
    wechat_app_secret: str = Field("", description="AppSecret of the WeChat account.")
    wechat_aes_key: str = Field(
        "", description="EncodingAESKey; set means 安全模式, plain callbacks are then refused."
    )
    wechat_verified: bool = Field(
        False, description="A verified account may send 客服 messages; others only reply."
    )
    wechat_api: str = Field("https://api.weixin.qq.com", description="Address of WeChat's API.")
    wechat_wait_seconds: float = Field(
        4.2, gt=0, lt=5, description="How long a callback waits; WeChat gives up after 5 s."
    )
    embed_sites: str = Field(
        "",
        regex=r"^(https?://[A-Za-z0-9.-]+(:\d+)?( https?://[A-Za-z0-9.-]+(:\d+)?)*)?$",
        description="Origins of sites that may embed the widget, separated by blanks.",
    )
    staff_hours: str = Field(
        "09:00-12:00 14:00-18:00",
        description="When people are at the desk on working days; a leading `daily` is every day.",
    )
    oidc_issuer: str = Field(
        "", description="Address of the OpenID Connect provider staff sign in with; empty: none."
    )
    oidc_client_id: str = Field("", description="Our name at the provider.")
    oidc_client_secret: str = Field("", description="Our secret there; empty is a public client.")
    oidc_roles_claim: str = Field("roles", description="Claim that lists somebody's groups.")
    oidc_roles: str = Field(
        "", description="Which group has which role: `hotline=operator chiefs=supervisor`."
    )
    strict: bool = Field(
        False, description="Answers of the bot wait until staff approve, edit or replace them."
    )
    handoff_wait_minutes: int = Field(15, ge=1, description="Longest wait for a person.")
    handoff_idle_minutes: int = Field(30, ge=1, description="A silent hand-off ends after this.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = Field(False, description="Logs as JSON lines instead of for people.")

    class Config:
        env_prefix = "BANSHI_"
        env_file = ENV_FILE
        frozen = True

    _address = validator("redis_url", allow_reuse=True)(checks.redis_address)
    _believed = validator("proxies", allow_reuse=True)(checks.proxy_addresses)

    @validator("phrases_dir", "entities_dir")
    def _there(cls, folder: Path, field: ModelField) -> Path:
        """Only a folder that was chosen must be there: some commands run anywhere."""
        return folder if folder == field.default else checks.existing_folder(folder)

    @classmethod
    def variables(cls) -> Iterator[tuple[str, str]]:
        """The name of each setting with its name in the environment."""
        for name, field in cls.__fields__.items():
            yield name, field.field_info.extra.get("env") or f"{checks.PREFIX}{name.upper()}"

    @classmethod
    def from_env(cls, **given: Any) -> Settings:
        """Reads the environment; what a command line gave (not None) stands above it.

        Raises SettingsError naming the setting and what is allowed.
        """
        variables = dict(cls.variables())
        set_here = (*os.environ, *checks.names_in(Path(ENV_FILE)))
        for said in checks.unknown(set_here, variables.values()):
            if said not in _told:
                _told.add(said)
                logger.warning("settings: %s", said)
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            details = "; ".join(
                f"{variables.get(str(e['loc'][0]), e['loc'][0])}: {e['msg']}"
                for e in error.errors()
            )
            raise SettingsError(f"settings: {details}") from error
