# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A client: Zoho's SDK for Cliq in functions of Catalyst. It gets its token by itself and posts to channels, bots, chats and users.

JSON on standard input has the credentials and what to post, JSON on standard output what came of each post. The host of Cliq is
the SDK's own environment variable, that of Zoho Accounts a property of its connector.

Before it refreshes, the connector looks into the cache of the Catalyst project in which the function runs. There is none here, so
a server that plays this one service, and no other, is started on loopback; the SDK has a variable for its address, too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class ProjectCache(BaseHTTPRequestHandler):
    """Never has anything, and keeps nothing."""

    def do_GET(self) -> None:
        self._answer({"cache_value": None})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer({})

    def _answer(self, data: dict[str, Any]) -> None:
        body = json.dumps({"status": "success", "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


# What Catalyst tells a function about itself. Its own services are not asked, so that the tokens need not be any.
HEADERS = {
    "X-ZC-ProjectId": "1",
    "X-ZC-Project-Key": "1",
    "X-ZC-Project-Domain": "project.zylker.example",
    "X-ZC-Environment": "Development",
    "X-ZC-Admin-Cred-Type": "token",
    "X-ZC-Admin-Cred-Token": "only-for-tests",
    "X-ZC-User-Cred-Type": "token",
    "X-ZC-User-Cred-Token": "only-for-tests",
}


def run(given: dict[str, Any]) -> list[dict[str, Any]]:
    # Imported here: both packages read their environment variables when they are.
    import zcatalyst_sdk
    from zcatalyst_cliq.api_service import CliqApiService
    from zcatalyst_cliq.cliq_connector import CliqConnector
    from zcatalyst_sdk.exceptions import CatalystError

    zcatalyst_sdk.initialize(req=SimpleNamespace(headers=HEADERS))
    cliq = CliqApiService(CliqConnector({"cliq": given["connector"]}).get_connector("cliq"))
    results = []
    for post in given["posts"]:
        try:
            if "file" in post:
                with Path(post["file"]).open("rb") as payload:
                    answer = getattr(cliq, post["call"])(post["to"], payload, *post.get("more", ()))
            else:
                answer = getattr(cliq, post["call"])(post["to"], post["text"], *post.get("more", ()))
            # post_to_channel_as_bot keeps the answer to itself.
            results.append({"status": answer.status_code if answer is not None else None})
        except CatalystError as exc:
            results.append({"error": str(exc)})
    return results


def main() -> None:
    given = json.load(sys.stdin)
    with HTTPServer(("127.0.0.1", 0), ProjectCache) as server:
        os.environ["X_ZOHO_CATALYST_CONSOLE_URL"] = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        results = run(given)
        server.shutdown()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
