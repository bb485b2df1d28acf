"""``serve``: starts the server, which is looked up by name because ``kg`` must not depend on it."""

from __future__ import annotations

import importlib
import os
from argparse import Namespace

from kg.command import Exit
from kg.errors import TimewireError


def run_serve(arguments: Namespace) -> Exit:
    """Serve a store over HTTP until the process is told to stop.

    The import happens here and by name: text in, graph out works without a server, and the layering stays testable.
    """
    try:
        settings, app = importlib.import_module("server.settings"), importlib.import_module("server.app")
    except ModuleNotFoundError as error:
        raise TimewireError(f"the server is not installed: {error}", remedy="install timewire with server") from error
    given = {name: getattr(arguments, name) for name in ("store", "host", "port", "base_iri")}
    given |= {"query_timeout_s": arguments.query_timeout, "write_token_file": arguments.write_token_file}
    app.serve(settings.read_settings(given, os.environ))
    return Exit.DONE
