#!/usr/bin/python3
"""The smallest WebKitGTK browser that WebKitWebDriver can drive.

WebKitGTK's own MiniBrowser, once automated, keeps all storage in memory and cannot be asked to
close as a user would. This one takes a profile folder, prints the pages' console, and obeys:

    SIGTERM   closes every tab as a user does (beforeunload, pagehide), writes the profile, quits
    SIGUSR1   the system's colour scheme becomes dark
    SIGUSR2   ... light
    SIGHUP    takes the network away: every request goes to a proxy that is not there
    SIGWINCH  ... gives it back

Without a profile folder its windows are private.

Usage, by WebKitWebDriver alone: webkit_browser.py [--profile=DIR] [--dark]
"""

import argparse
import os
import signal

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

WIDTH, HEIGHT = 1024, 768
QUIT_AFTER_MS = 3000
NOWHERE = "http://127.0.0.1:1"


class Browser:
    def __init__(self, profile):
        if profile:
            data = WebKit2.WebsiteDataManager(
                base_data_directory=os.path.join(profile, "data"),
                base_cache_directory=os.path.join(profile, "cache"),
            )
        else:
            data = WebKit2.WebsiteDataManager.new_ephemeral()
        self.views = []
        self.quitting = False
        self.data = data
        self.context = WebKit2.WebContext(website_data_manager=data)
        self.context.set_automation_allowed(True)
        self.context.connect("automation-started", self.on_automation_started)

    def on_automation_started(self, _context, session):
        info = WebKit2.ApplicationInfo()
        info.set_name("webkitgtk")
        info.set_version(
            WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()
        )
        session.set_application_info(info)
        session.connect("create-web-view", lambda _session: self.open_tab())

    def open_tab(self, opener=None):
        settings = WebKit2.Settings()
        settings.set_enable_write_console_messages_to_stdout(True)
        settings.set_javascript_can_open_windows_automatically(True)
        if opener:
            view = WebKit2.WebView(
                related_view=opener, settings=settings, is_controlled_by_automation=True
            )
        else:
            view = WebKit2.WebView(
                web_context=self.context, settings=settings, is_controlled_by_automation=True
            )
        window = Gtk.Window()
        window.set_default_size(WIDTH, HEIGHT)
        window.add(view)
        view.connect("close", self.on_close, window)
        view.connect("create", lambda opener, _action: self.open_tab(opener))
        self.views.append(view)
        window.show_all()
        view.grab_focus()
        return view

    def on_close(self, view, window):
        self.views.remove(view)
        window.destroy()
        if self.quitting and not self.views:
            Gtk.main_quit()

    def set_network(self, there):
        if there:
            self.data.set_network_proxy_settings(WebKit2.NetworkProxyMode.NO_PROXY, None)
        else:
            nowhere = WebKit2.NetworkProxySettings.new(NOWHERE, None)
            self.data.set_network_proxy_settings(WebKit2.NetworkProxyMode.CUSTOM, nowhere)
        return GLib.SOURCE_CONTINUE

    def quit(self):
        self.quitting = True
        if not self.views:
            Gtk.main_quit()
        for view in list(self.views):
            view.try_close()
        # A page that does not answer must not keep the browser alive.
        GLib.timeout_add(QUIT_AFTER_MS, Gtk.main_quit)
        return GLib.SOURCE_REMOVE


def set_dark(dark):
    Gtk.Settings.get_default().set_property("gtk-application-prefer-dark-theme", dark)
    return GLib.SOURCE_CONTINUE


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile")
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_args()
    set_dark(arguments.dark)
    browser = Browser(arguments.profile)
    for number, act in (
        (signal.SIGTERM, browser.quit),
        (signal.SIGUSR1, lambda: set_dark(True)),
        (signal.SIGUSR2, lambda: set_dark(False)),
        (signal.SIGHUP, lambda: browser.set_network(False)),
        (signal.SIGWINCH, lambda: browser.set_network(True)),
    ):
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number, act)
    print(f"browser pid {os.getpid()}", flush=True)
    Gtk.main()


if __name__ == "__main__":
    main()
