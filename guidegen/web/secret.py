"""Who asks: the operator's contact, and keys, which must show nowhere."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from urllib.parse import quote, quote_plus

from guidegen.errors import ConfigError, MissingKeyError
from guidegen.services import SERVICES, Service

CONTACT_VARIABLE = "GUIDEGEN_CONTACT"
# Shorter words are no secrets, and are found in any text.
_SHORTEST_SECRET = 8
# Everybody in httpx and below who logs addresses or headers.
_TALKERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")


def checked_contact(contact: str) -> str:
    """The operator's e-mail address or page, fit for a header.

    Raises:
        ConfigError: when there is none, or it is none.
    """
    if not contact.strip():
        raise ConfigError(
            f"services want to know who asks: set {CONTACT_VARIABLE} to your e-mail address or "
            "web page, or build with --offline"
        )
    if not _fits_header(contact.strip()) or len(contact) > 200:
        raise ConfigError(
            f"{CONTACT_VARIABLE} must be an e-mail address or web page: one line of plain letters"
        )
    return contact.strip()


class Keyring(logging.Filter):
    """The keys of the services; as a filter of loggers it takes them out of what is logged."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Take the keys from the environment, or from what stands for it."""
        super().__init__()
        variables = {service.key.variable for service in SERVICES.values() if service.key}
        self._values = {name: values.get(name, "").strip() for name in variables}
        self._forms = {
            form for value in self._values.values() if value for form in _forms_of(value)
        }

    def key_of(self, service: Service) -> str:
        """The key for a service, or "" if it wants none.

        Raises:
            MissingKeyError: when the environment does not hold it.
            ConfigError: when what it holds cannot be sent.
        """
        if service.key is None:
            return ""
        value = self._values.get(service.key.variable, "")
        if not value:
            raise MissingKeyError(
                f"{service.title} wants a key: set {service.key.variable} to yours, "
                "or leave it out of the city file"
            )
        if not _fits_header(value) or " " in value:
            raise ConfigError(f"{service.key.variable} holds something that cannot be a key")
        return value

    def hide(self, text: str) -> str:
        """A text without keys."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, "***")
        return text

    def are_in(self, content: bytes) -> bool:
        """Whether a key shows in some content."""
        return any(
            form.encode() in content for form in self._forms if len(form) >= _SHORTEST_SECRET
        )

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without keys."""
        message = record.getMessage()
        hidden = self.hide(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True

    def watch(self) -> None:
        """Begin to filter what is logged about requests."""
        for name in _TALKERS:
            logging.getLogger(name).addFilter(self)

    def unwatch(self) -> None:
        """Leave the loggers as they were."""
        for name in _TALKERS:
            logging.getLogger(name).removeFilter(self)


def _forms_of(value: str) -> tuple[str, ...]:
    """How a key may stand in addresses, JSON, pages and headers."""
    return (
        value,
        quote(value, safe=""),
        quote_plus(value),
        value.replace("/", r"\/"),
        json.dumps(value)[1:-1],
        escape(value),
        b64encode(value.encode()).decode("ascii"),
    )


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable()
