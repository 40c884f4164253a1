"""The browsers of the system, driven by tests: Chromium by Playwright, Firefox by WebDriver BiDi itself.

Playwright drives a Firefox of its own only, which is no package of Debian's.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps Chromium from asking the network for anything."""
PATIENCE = 120
"""Seconds that a test waits for what should come at once; only a fault makes it wait as long."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the system, driven by Playwright; its event loop must end before asynchronous tests begin."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=which("chromium"), args=list(QUIET))
        yield found
        found.close()


def known_to(page: str) -> dict[str, Any]:
    """Return what a form for browsers knows: the data for its script."""
    found: dict[str, Any] = json.loads(page.partition('id="known">')[2].partition("</script>")[0])
    return found


class Tab(Protocol):
    """A page in some browser, as somebody uses it who sits before it. Elements are named by a selector of CSS."""

    def open(self, path: Path) -> None:
        """Open a file, or open it anew."""

    def run(self, script: str) -> Any:
        """Return what an expression is in the page."""

    def click(self, selector: str) -> None:
        """Click on an element."""

    def type(self, text: str) -> None:
        """Type a text where the cursor is; a line feed is the Enter key."""

    def press(self, key: str) -> None:
        """Press a key, such as `Tab` or `Control+s`."""

    def give(self, selector: str, path: Path) -> None:
        """Choose a file in a field for one."""

    def downloaded(self, selector: str) -> Path:
        """Click on an element that gives a file, and return where that lies."""

    def printed(self) -> bytes:
        """Return the page as it is printed, a PDF."""

    def close(self) -> None:
        """Close the page."""


class PageGoneError(Exception):
    """A page went away while it worked an expression out."""


def until(run: Callable[[str], Any], condition: str) -> None:
    """Wait until an expression holds in a page, in which `run` works expressions out.

    Not as Playwright waits: from the second time on it asks within the page, where a policy forbids that.
    """
    end = time.monotonic() + PATIENCE
    while True:
        # A page that is loaded anew cannot answer what the one before was asked.
        with contextlib.suppress(PageGoneError):
            if run(f"!!({condition})"):
                return
        assert time.monotonic() < end, f"does not come: {condition}"
        time.sleep(0.02)


class ChromiumTab:
    """A page in Chromium."""

    def __init__(self, browser: Browser, width: int) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.set_default_timeout(PATIENCE * 1000)
        self.faults: list[str] = []
        """What the page complained of."""
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda told: self.faults.append(told.text))

    def open(self, path: Path) -> None:
        self.page.goto(path.as_uri())

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def give(self, selector: str, path: Path) -> None:
        self.page.set_input_files(selector, path)

    def downloaded(self, selector: str) -> Path:
        with self.page.expect_download() as coming:
            self.click(selector)
        folder = Path(coming.value.path()).parent / "named"
        target = folder / coming.value.suggested_filename
        coming.value.save_as(target)
        return target

    def printed(self) -> bytes:
        return self.page.pdf()

    def close(self) -> None:
        self.page.close()


_KEYS = {"Control": "\ue009", "Shift": "\ue008", "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c"}
"""How WebDriver spells keys that are no characters."""


class Firefox:
    """The Firefox of the system."""

    def __init__(self, folder: Path) -> None:
        from websockets.sync.client import connect

        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        profile = folder / "profile"
        profile.mkdir()
        wishes = {
            "browser.download.folderList": 2,
            "browser.download.dir": str(self.downloads),
            "browser.download.always_ask_before_handling_new_types": False,
            "datareporting.policy.dataSubmissionEnabled": False,
        }
        text = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wishes.items())
        (profile / "user.js").write_text(text, encoding="utf-8")
        command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
        self._number = 0
        # Whatever goes wrong, it does not stay behind.
        with contextlib.ExitStack() as begun:
            # What nobody reads would fill a pipe, and keep it waiting.
            said = begun.enter_context((folder / "said.txt").open("w+", encoding="utf-8"))
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
            begun.callback(self._end)
            address = f"{self._address(folder / 'said.txt')}/session"
            self._socket = begun.enter_context(connect(address, max_size=None, open_timeout=PATIENCE, compression=None))
            self.say("session.new", capabilities={})
            self._open = begun.pop_all()

    def _address(self, said: Path) -> str:
        """Return where it listens; it says so once it does."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(r"(ws://\S+)\n", said.read_text(encoding="utf-8"))):
            assert time.monotonic() < end, f"Firefox does not say where it listens: {said.read_text(encoding='utf-8')}"
            assert self._process.poll() is None, said.read_text(encoding="utf-8")
            time.sleep(0.02)
        return found[1]

    def say(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what Firefox answers to a command."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv(PATIENCE))).get("id") != self._number:
            pass
        if "destroyed" in answer.get("message", "") or "discarded" in answer.get("message", ""):
            raise PageGoneError(answer["message"])
        assert answer["type"] == "success", answer
        result: dict[str, Any] = answer["result"]
        return result

    def _end(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(Exception):
            self.say("browser.close")
        self._open.close()


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """The Firefox of the system."""
    from tests.conftest import needed, needed_library

    needed("firefox-esr")
    needed_library("websockets")
    found = Firefox(tmp_path_factory.mktemp("firefox"))
    yield found
    found.close()


class FirefoxTab:
    """A page in Firefox."""

    def __init__(self, firefox: Firefox, width: int) -> None:
        self._firefox = firefox
        self._context = firefox.say("browsingContext.create", type="tab")["context"]
        firefox.say("browsingContext.activate", context=self._context)
        viewport = {"width": width, "height": 900}
        firefox.say("browsingContext.setViewport", context=self._context, viewport=viewport)

    def open(self, path: Path) -> None:
        self._firefox.say("browsingContext.navigate", context=self._context, url=path.as_uri(), wait="complete")

    def run(self, script: str) -> Any:
        told = self._evaluate(f"JSON.stringify(({script}) ?? null)")
        return json.loads(told["value"])

    def _evaluate(self, script: str) -> dict[str, Any]:
        target = {"context": self._context}
        done = self._firefox.say("script.evaluate", expression=script, target=target, awaitPromise=True)
        assert done["type"] == "success", done
        value: dict[str, Any] = done["result"]
        return value

    def click(self, selector: str) -> None:
        there = f"document.querySelector({json.dumps(selector)})"
        box, before = self._box(there), None
        while box != before:
            # What comes into sight may take another room than it was given.
            box, before = self._box(there), box
        place = {"x": round(box["x"] + box["width"] / 2), "y": round(box["y"] + box["height"] / 2)}
        deeds = [{"type": "pointerMove", **place}, *({"type": f"pointer{one}", "button": 0} for one in ("Down", "Up"))]
        self._act({"type": "pointer", "id": "mouse", "actions": deeds})

    def _box(self, there: str) -> dict[str, float]:
        self.run(f"{there}.scrollIntoView({{block: 'center'}})")
        self._evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        found: dict[str, float] = self.run(f"{there}.getBoundingClientRect().toJSON()")
        return found

    def _act(self, actions: dict[str, Any]) -> None:
        self._firefox.say("input.performActions", context=self._context, actions=[actions])

    def type(self, text: str) -> None:
        keys = (_KEYS["Enter"] if sign == "\n" else sign for sign in text)
        deeds = [{"type": f"key{way}", "value": key} for key in keys for way in ("Down", "Up")]
        self._act({"type": "key", "id": "keys", "actions": deeds})

    def press(self, key: str) -> None:
        keys = [_KEYS.get(one, one) for one in key.split("+")]
        down = [{"type": "keyDown", "value": one} for one in keys]
        up = [{"type": "keyUp", "value": one} for one in reversed(keys)]
        self._act({"type": "key", "id": "keys", "actions": down + up})

    def give(self, selector: str, path: Path) -> None:
        element = self._evaluate(f"document.querySelector({json.dumps(selector)})")
        shared = {"sharedId": element["sharedId"]}
        self._firefox.say("input.setFiles", context=self._context, element=shared, files=[str(path)])

    def downloaded(self, selector: str) -> Path:
        folder = self._firefox.downloads
        self.click(selector)
        end = time.monotonic() + PATIENCE
        while True:
            there = list(folder.iterdir())
            # What is on its way has a second file beside it.
            if len(there) == 1 and there[0].suffix != ".part" and there[0].stat().st_size:
                # The next one of the same name would get a number.
                target = Path(mkdtemp(dir=folder.parent)) / there[0].name
                return there[0].replace(target)
            assert time.monotonic() < end, "nothing was downloaded"
            time.sleep(0.02)

    def printed(self) -> bytes:
        return base64.b64decode(self._firefox.say("browsingContext.print", context=self._context)["data"])

    def close(self) -> None:
        self._firefox.say("browsingContext.close", context=self._context)
