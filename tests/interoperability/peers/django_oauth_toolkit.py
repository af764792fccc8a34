# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A server: Django OAuth Toolkit, on a free port of the loopback interface, with Zoho's paths led to its own.

One line of JSON comes on standard input (client, user, scopes). One line with the URL goes to standard output when the
port listens. It ends when standard input does.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATHS = {
    "/oauth/v2/auth": "/o/authorize/",
    "/oauth/v2/token": "/o/token/",
    "/oauth/v2/revoke/token": "/o/revoke_token/",
    "/oauth/v2/token/revoke": "/o/revoke_token/",
    "/oauth/user/info": "/o/userinfo/",
}
urlpatterns: list[Any] = []


def configure(scopes: list[str]) -> None:
    """Settings as the manuals of Django and of the toolkit have them."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        LOGIN_URL="/admin/login/",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        OAUTH2_PROVIDER={
            "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
            "OIDC_ENABLED": True,
            # Zoho's refresh tokens stay as they are.
            "ROTATE_REFRESH_TOKEN": False,
            "SCOPES": {scope: scope for scope in scopes},
        },
        # Client secrets are hashed as well, and the default takes its time on purpose.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF=__name__,
        SECRET_KEY=secrets.token_hex(),
        STATIC_URL="/static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        USE_TZ=True,
    )
    django.setup()


def fill(client: dict[str, str], user: dict[str, str]) -> None:
    """Make the tables, and what an administrator would make: a user and a client."""
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application as RegisteredClient

    call_command("migrate", verbosity=0)
    User.objects.create_superuser(user["name"], password=user["password"])
    RegisteredClient.objects.create(
        name="Peer",
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        redirect_uris=client["redirect_uri"],
        client_type=RegisteredClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=RegisteredClient.GRANT_AUTHORIZATION_CODE,
    )


def with_paths_of_zoho(application: Application) -> Application:
    """The only difference between Zoho and this server that is levelled."""

    def lead(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        return application({**environ, "PATH_INFO": PATHS.get(path, path)}, start_response)

    return lead


class Quiet(WSGIRequestHandler):
    """Queries do not go to the log: they carry codes."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main() -> None:
    given = json.loads(sys.stdin.readline())
    configure(given["scopes"])
    fill(given["client"], given["user"])

    from django.contrib import admin
    from django.urls import include, path

    urlpatterns.extend([path("admin/", admin.site.urls), path("o/", include("oauth2_provider.urls"))])
    with make_server("127.0.0.1", 0, with_paths_of_zoho(get_wsgi_application()), handler_class=Quiet) as server:
        print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)

        def end_with_standard_input() -> None:
            sys.stdin.read()
            server.shutdown()

        threading.Thread(target=end_with_standard_input, daemon=True).start()
        server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
