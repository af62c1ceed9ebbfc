"""A real HTTP receiver on loopback for alerts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "s3cretToken42"


class Receiver(ThreadingHTTPServer):
    """Keeps the JSON messages it is sent, and answers with ``status``: the next of ``statuses`` first, while there are
    any. It answers after ``delay`` seconds, and with ``drop_by_drop`` a byte every so many seconds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages: list[dict[str, Any]] = []
        self.status = 200
        self.statuses: list[int] = []
        self.delay = 0.0
        self.drop_by_drop = 0.0

    @property
    def url(self) -> str:
        """Its address for Apprise, with a secret in the path."""
        return f"json://127.0.0.1:{self.server_port}/{SECRET}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silence: a sender that gives up waiting is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        time.sleep(self.server.delay)
        if self.server.drop_by_drop:
            for byte in b"HTTP/1.1 200 OK":
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.drop_by_drop)
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    server = Receiver()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
