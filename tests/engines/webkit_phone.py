#!/usr/bin/python3
"""A window with WebKitGTK that a WebDriver may drive and whose storage outlives it (MiniBrowser forgets all when it is driven).

Runs with Debian's own Python, which has the bindings: WebKitWebDriver starts it; PALIER_PROFILE says where the storage is.
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402


def _window(session: object, context: object) -> object:
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window()
    window.set_default_size(360, 740)
    window.add(view)
    window.show_all()
    return view


def _driven(context: object, session: object) -> None:
    about = WebKit2.ApplicationInfo()
    about.set_name("palier")
    about.set_version(1, 0, 0)
    session.set_application_info(about)
    session.connect("create-web-view", _window, context)


def main() -> int:
    """Wait for a driver."""
    folder = os.environ["PALIER_PROFILE"]
    storage = WebKit2.WebsiteDataManager(base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache")
    context = WebKit2.WebContext.new_with_website_data_manager(storage)
    context.set_automation_allowed(True)
    context.connect("automation-started", _driven)
    Gtk.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
