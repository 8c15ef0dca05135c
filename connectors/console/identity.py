"""The house's own identity provider, by OpenID Connect: code flow, PKCE, a signed id_token."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from authlib.integrations.starlette_client import OAuth

from bot.errors import AccessError, SettingsError
from bot.settings import Settings
from bot.stores.accounts import ROLES, Role
from bot.stores.signing import SigningStore

PATIENCE_SECONDS = 10
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""A signature by a key we only know the public half of; `none` and shared secrets are refused."""

STRONGEST: tuple[Role, ...] = ("administrator", "supervisor", "editor", "operator")


class Oidc:
    """The provider, and which of its groups has which role here."""

    def __init__(self, settings: Settings, signing: SigningStore) -> None:
        self.signing = signing
        self.issuer = settings.oidc_issuer.rstrip("/")
        self._claim = settings.oidc_roles_claim
        self._roles = read_roles(settings.oidc_roles)
        self.client: Any = OAuth().register(
            "staff",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret or None,
            server_metadata_url=f"{self.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "timeout": PATIENCE_SECONDS,
                "token_endpoint_auth_method": (
                    "client_secret_basic" if settings.oidc_client_secret else "none"
                ),
            },
        )

    async def begin(self, back: str) -> tuple[str, str]:
        """Where to send the browser, and the state it has to bring back."""
        made = await self.client.create_authorization_url(back)
        kept = {name: made[name] for name in ("nonce", "code_verifier")}
        await self.signing.keep(made["state"], {**kept, "back": back})
        return made["url"], made["state"]

    async def finish(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """The claims of a verified id_token; raises AccessError."""
        token = await self.client.fetch_access_token(
            code=code, code_verifier=kept["code_verifier"], redirect_uri=kept["back"]
        )
        metadata = await self.client.load_server_metadata()
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in ASYMMETRIC
        ]
        options = {"iss": {"essential": True, "value": self.issuer}}
        claims = await self.client.parse_id_token(token, kept["nonce"], claims_options=options)
        if claims is None:
            raise AccessError("the provider gave no id_token")
        found: Mapping[str, Any] = claims
        return found

    def role(self, claims: Mapping[str, Any]) -> Role:
        """The strongest role of somebody's groups; raises AccessError where they have none."""
        given = claims.get(self._claim) or ()
        groups = {given} if isinstance(given, str) else set(given)
        held = {self._roles[name] for name in groups if name in self._roles}
        for role in STRONGEST:
            if role in held:
                return role
        raise AccessError(f"no role for {sorted(map(str, groups))}")

    def name(self, claims: Mapping[str, Any]) -> str:
        """An account name no local account can have by accident."""
        who = f"{self.issuer} {claims['sub']}"
        return f"oidc_{hashlib.sha256(who.encode()).hexdigest()[:16]}"


def read_roles(text: str) -> dict[str, Role]:
    """Reads `group=role group=role`; raises SettingsError."""
    found: dict[str, Role] = {}
    for pair in text.split():
        group, _, role = pair.rpartition("=")
        if not group or role not in ROLES:
            raise SettingsError(
                f"BANSHI_OIDC_ROLES: {pair!r} is not like `group={'|'.join(ROLES)}`"
            )
        found[group] = role
    return found
