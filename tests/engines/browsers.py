"""The same phone in three engines: Chromium through Playwright, Firefox through Marionette, WebKitGTK through its WebDriver.

Firefox and WebKitGTK speak the commands of W3C WebDriver over two different wires; both are a few lines here, so that neither a
driver nor a library has to be fetched for them.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.chromium import Phone, processes_of
from tests.wire import until

LAUNCHER = Path(__file__).with_name("webkit_phone.py")
PATIENCE_S = 30
_KEY = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """What a journey needs: open, close, kill; go somewhere; tap, type, read, ask; another page."""

    name = ""

    def __init__(self, profile: Path) -> None:
        self.profile = profile

    @classmethod
    def missing(cls) -> str:
        """What this machine lacks to run it; empty when nothing."""
        raise NotImplementedError

    def launch(self) -> None: ...

    def kill(self) -> None: ...

    def goto(self, address: str) -> None: ...

    def ask(self, script: str) -> Any:
        """The value of an expression or of a promise, in the page."""
        raise NotImplementedError

    def click(self, selector: str) -> None: ...

    def type(self, selector: str, text: str) -> None: ...

    def here(self) -> Any:
        """The page that is driven now."""
        raise NotImplementedError

    def new_page(self) -> Any:
        """Another page, driven from now on; gives the one before."""
        raise NotImplementedError

    def switch(self, page: Any) -> None: ...

    def count(self, selector: str) -> int:
        """How many are shown."""
        return int(self.ask(f"[...document.querySelectorAll({json.dumps(selector)})].filter(one => one.getClientRects().length).length"))

    def text(self, selector: str) -> str:
        """The words of the first one."""
        return str(self.ask(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def wait(self, selector: str, *, gone: bool = False) -> None:
        """Until one is shown, or none any more."""
        try:
            until(lambda: (self.count(selector) == 0) is gone, PATIENCE_S)
        except AssertionError:
            raise AssertionError(f"{self.name}: {selector} {'stayed' if gone else 'did not come'}: {self.text('body')[:300]!r}") from None

    def tap(self, selector: str) -> None:
        """Wait for it, then tap it."""
        self.wait(selector)
        self.click(selector)


class Chromium(Browser):
    """Debian's Chromium."""

    name = "chromium"

    def __init__(self, profile: Path) -> None:
        super().__init__(profile)
        from playwright.sync_api import sync_playwright

        self.play = sync_playwright().start()
        self.phone = Phone(self.play, profile, "")

    @classmethod
    def missing(cls) -> str:
        return "" if shutil.which("chromium") else "chromium"

    def launch(self) -> None:
        self.phone.launch()

    def kill(self) -> None:
        self.phone.kill()

    def stop(self) -> None:
        """The driver as well, at the very end."""
        self.play.stop()

    def goto(self, address: str) -> None:
        self.phone.page.goto(address)

    def ask(self, script: str) -> Any:
        return self.phone.page.evaluate(script)

    def click(self, selector: str) -> None:
        self.phone.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        self.phone.page.type(selector, text)

    def here(self) -> Any:
        return self.phone.page

    def new_page(self) -> Any:
        before = self.here()
        self.phone.page = self.phone.context.new_page()
        return before

    def switch(self, page: Any) -> None:
        self.phone.page = page


class WebDriver(Browser):
    """Commands of W3C WebDriver; how they travel is for the engine to say."""

    def send(self, marionette: str, verb: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """One command, by both of its names."""
        raise NotImplementedError

    def goto(self, address: str) -> None:
        self.send("WebDriver:Navigate", "POST", "/url", {"url": address})

    def ask(self, script: str) -> Any:
        body = f"const done = arguments[arguments.length - 1]; Promise.resolve().then(() => ({script})).then(done, (e) => done('!' + e));"
        found = self.send("WebDriver:ExecuteAsyncScript", "POST", "/execute/async", {"script": body, "args": []})
        if isinstance(found, str) and found.startswith("!"):
            raise AssertionError(f"{self.name}: {script[:80]}: {found}")
        return found

    def _find(self, selector: str) -> str:
        found = self.send("WebDriver:FindElement", "POST", "/element", {"using": "css selector", "value": selector})
        return str(found[_KEY])

    def click(self, selector: str) -> None:
        element = self._find(selector)
        self.send("WebDriver:ElementClick", "POST", f"/element/{element}/click", {"id": element})

    def type(self, selector: str, text: str) -> None:
        element = self._find(selector)
        self.send("WebDriver:ElementSendKeys", "POST", f"/element/{element}/value", {"id": element, "text": text})

    def here(self) -> Any:
        return self.send("WebDriver:GetWindowHandle", "GET", "/window")

    def new_page(self) -> Any:
        before = self.here()
        made = self.send("WebDriver:NewWindow", "POST", "/window/new", {"type": "tab"})
        self.switch(made["handle"])
        return before

    def switch(self, page: Any) -> None:
        self.send("WebDriver:SwitchToWindow", "POST", "/window", {"handle": page})

    def _kill_all(self, words: str) -> None:
        for _ in range(40):
            left = _alive(words)
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not left:
                return
            time.sleep(0.05)


class Firefox(WebDriver):
    """Debian's Firefox ESR, through Marionette: what geckodriver itself speaks to it."""

    name = "firefox"
    _PREFS = (
        'user_pref("marionette.port", 0);', 'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
        'user_pref("browser.shell.checkDefaultBrowser", false);', 'user_pref("app.update.enabled", false);',
        'user_pref("browser.sessionstore.resume_from_crash", false);', 'user_pref("toolkit.startup.max_resumed_crashes", -1);',
    )  # fmt: skip

    @classmethod
    def missing(cls) -> str:
        return "" if shutil.which("firefox-esr") else "firefox-esr"

    def launch(self) -> None:
        self.profile.mkdir(parents=True, exist_ok=True)
        (self.profile / "user.js").write_text("\n".join(self._PREFS))
        told = self.profile / "MarionetteActivePort"
        told.unlink(missing_ok=True)
        words = ["firefox-esr", "--headless", "--marionette", "--new-instance", "-profile", str(self.profile)]
        environment = {**os.environ, "MOZ_CRASHREPORTER_DISABLE": "1", "HOME": str(self.profile), "TZ": "Europe/Paris"}
        subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        port = int(until(lambda: told.exists() and told.read_text().strip(), 60))
        self.wire = socket.create_connection(("127.0.0.1", port), 60)
        self.buffer, self.number = b"", 0
        self._receive()
        self.send("WebDriver:NewSession", "", "", {"capabilities": {}})
        self.send("WebDriver:SetTimeouts", "", "", {"script": 60_000})

    def kill(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.wire.close()
        self._kill_all(str(self.profile))

    def send(self, marionette: str, verb: str, path: str, data: dict[str, Any] | None = None) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, marionette, data or {}]).encode()
        self.wire.sendall(str(len(message)).encode() + b":" + message)
        _kind, _number, problem, result = self._receive()
        if problem:
            raise AssertionError(f"firefox: {marionette}: {problem.get('message')}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _receive(self) -> Any:
        while b":" not in self.buffer:
            self.buffer += self._more()
        length, _, rest = self.buffer.partition(b":")
        while len(rest) < int(length):
            rest += self._more()
        self.buffer = rest[int(length) :]
        return json.loads(rest[: int(length)])

    def _more(self) -> bytes:
        piece = self.wire.recv(65536)
        assert piece, "firefox went away"
        return piece


class WebKit(WebDriver):
    """Debian's WebKitGTK: near to an iPhone, not the same."""

    name = "webkit"
    _display: tuple[subprocess.Popen[bytes], str] | None = None

    @classmethod
    def missing(cls) -> str:
        lacks = [name for name, command in (("webkit2gtk-driver", "WebKitWebDriver"), ("xvfb", "Xvfb")) if not shutil.which(command)]
        bindings = "import gi; gi.require_version('WebKit2', '4.1')"
        if subprocess.run(["/usr/bin/python3", "-c", bindings], capture_output=True, check=False).returncode:
            lacks += ["gir1.2-webkit2-4.1", "python3-gi"]
        return " ".join(lacks)

    def launch(self) -> None:
        self.profile.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        environment = {
            **os.environ, "DISPLAY": self._screen(), "PALIER_PROFILE": str(self.profile), "NO_AT_BRIDGE": "1", "TZ": "Europe/Paris",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        }  # fmt: skip
        words = ["WebKitWebDriver", f"--port={self.port}"]
        subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.session = ""
        options = {"binary": str(LAUNCHER), "args": []}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options, "timeouts": {"script": 60_000}}}}
        self.session = until(lambda: self._begun(asked), 60)

    def _begun(self, asked: dict[str, Any]) -> str:
        try:
            return str(self.send("", "POST", "", asked)["sessionId"])
        except OSError:
            return ""

    def kill(self) -> None:
        self._kill_all(f"PALIER_PROFILE={self.profile}")

    def send(self, marionette: str, verb: str, path: str, data: dict[str, Any] | None = None) -> Any:
        where = f"http://127.0.0.1:{self.port}/session" + (f"/{self.session}{path}" if self.session else "")
        request = urllib.request.Request(where, json.dumps(data).encode() if data is not None else None, method=verb)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as problem:
            raise AssertionError(f"webkit: {path}: {problem.read().decode()[:300]}") from None

    @classmethod
    def _screen(cls) -> str:
        if cls._display is None:
            reader, writer = os.pipe()
            words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "800x1000x24", "-nolisten", "tcp"]
            process = subprocess.Popen(words, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            os.close(writer)
            with os.fdopen(reader) as told:
                cls._display = (process, f":{told.readline().strip()}")
        return cls._display[1]

    @classmethod
    def stop_screen(cls) -> None:
        """At the very end."""
        if cls._display:
            cls._display[0].terminate()
            cls._display = None


ENGINES: tuple[type[Browser], ...] = (Chromium, Firefox, WebKit)


def _alive(words: str) -> list[int]:
    """Processes whose command line or environment has these words, ours apart."""
    found = set(processes_of(words))
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if words.encode() in (entry / "environ").read_bytes():
                    found.add(int(entry.name))
    return [pid for pid in found if not _is_zombie(pid)]


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
