"""parse.py FORMAT FILE...: what Superdesk's own ingest parser makes of each file, as one line of JSON: [file, items] or [file, error]."""

import asyncio
import importlib
import json
import logging
import sys
import types
import warnings

from lxml import etree

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
if not hasattr(asyncio, "coroutine"):
    # The release of superdesk-core that the kit installs is older than Python 3.11.
    asyncio.coroutine = types.coroutine

import flask  # noqa: E402
import superdesk  # noqa: E402
import superdesk.default_settings  # noqa: E402


class Nothing:
    """A database in which nothing is found: vocabularies and users of a newsroom that has none."""

    def find_one(self, *_, **__):
        return None


superdesk.get_resource_service = lambda _: Nothing()


class Places:
    """No place is known, so that a dateline stays as it is written."""

    def find_cities(self, *_, **__):
        return []


PARSERS = {
    "iptc7901": ("iptc7901", "IPTC7901FeedParser"),
    "nitf": ("nitf", "NITFFeedParser"),
    "newsml": ("newsml_2_0", "NewsMLTwoFeedParser"),
    "ninjs": ("ninjs", "NINJSFeedParser"),
}

app = flask.Flask("parse")
app.config.from_object(superdesk.default_settings)
app.locators = Places()
module, name = PARSERS[sys.argv[1]]
with app.app_context():
    parser = getattr(importlib.import_module("superdesk.io.feed_parsers." + module), name)()
    for file in sys.argv[2:]:
        try:
            source = etree.parse(file).getroot() if sys.argv[1] in ("nitf", "newsml") else file
            if not parser.can_parse(source):
                raise ValueError("refused")
            items = parser.parse(source, {"name": "test", "provider": "test"})
            items = items if isinstance(items, list) else [items]
        except Exception as error:
            items = f"{type(error).__name__}: {error}"
        print(json.dumps([file, items], default=str))
