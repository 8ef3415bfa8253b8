"""The pages in a real browser: search to subscription, wide and narrow, light and dark."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.conftest import EXAMPLES, Service
from tests.serving.static_host import static_host
from tests.serving.test_static_site import run

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),  # one browser and one service for all
    pytest.mark.skipif(not CHROMIUM, reason="CHROMIUM IS NOT INSTALLED: no page was looked at"),
]
playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = ("/", "/all", "/category/haizhouribao", "/?find=nothing", "/category/none", "/about/feeds")
WIDTHS = (360, 768, 1440)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[Service]:
    running = Service(EXAMPLES, tmp_path_factory.mktemp("browser") / "state")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(processes: None) -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def look(browser: playwright.Browser, service: Service) -> Iterator[Callable[..., playwright.Page]]:
    """Open a page of the service; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_(path: str, width: int = 1280, scheme: str = "light") -> playwright.Page:
        context = browser.new_context(
            base_url=service.url, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        # The example's icon lies on a host that there is not.
        context.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=204))
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [text for text in complaints if "404" not in text] == []


def test_from_the_search_to_a_subscription(look: Callable[..., playwright.Page]) -> None:
    page = look("/")
    page.get_by_role("searchbox").fill("YUNLING")
    page.get_by_role("searchbox").press("Enter")
    page.locator(".feed .name").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "云岭财经"
    address = page.locator(".address").first.inner_text()
    assert address.endswith(f"/source/{quote('云岭财经')}.rss")
    feed = page.request.get(address)
    assert feed.headers["content-type"].startswith("application/xml")
    assert "<rss" in feed.text()


def copied(page: playwright.Page) -> str:
    page.get_by_role("status").filter(has_text="已复制").wait_for(state="attached")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_from_the_catalogue_to_a_copied_address_in_two_steps(
    look: Callable[..., playwright.Page], service: Service
) -> None:
    page = look("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("searchbox").fill("yunlingcaijing")
    page.get_by_role("searchbox").press("Enter")
    page.locator(".feed .copy").first.click()
    assert copied(page) == f"{service.url}/source/{quote('云岭财经')}.rss"
    page.locator(".feed .name").first.click()
    page.locator("#subscribe .copy").first.click()
    assert copied(page) == f"{service.url}/source/{quote('云岭财经')}.rss"


def test_the_keyboard_alone_leads_to_a_copied_address(
    look: Callable[..., playwright.Page], service: Service
) -> None:
    page = look("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    while page.evaluate("document.activeElement.type") != "search":
        page.keyboard.press("Tab")
    page.keyboard.type("yunlingcaijing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?find=*")
    stops = 0
    while page.evaluate("document.activeElement.className") != "name":
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= 10, page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("Enter")
    page.wait_for_url("**/source/**")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "copy":
            break
    page.keyboard.press("Enter")
    assert copied(page).startswith(f"{service.url}/source/")


def test_a_feed_opened_raw_shows_itself(look: Callable[..., playwright.Page]) -> None:
    page = look("/category/haizhouribao")
    with page.expect_navigation():
        page.locator(".addresses a").first.click()
    assert page.url.endswith("/category/haizhouribao.rss")
    assert "haizhouribao" in page.content()


def test_the_filter_form_opens_the_feed_it_describes(look: Callable[..., playwright.Page]) -> None:
    page = look("/category/haizhouribao")
    page.locator("#subscribe summary").click()
    page.locator("#subscribe select[name=format]").select_option("json")
    page.locator("#subscribe input[name=limit]").fill("3")
    with page.expect_navigation():
        page.locator("#subscribe .filter button[type=submit]").click()
    assert page.url.endswith("/category/haizhouribao.json?limit=3")


def test_the_keyboard_reaches_the_content_past_the_head(
    look: Callable[..., playwright.Page],
) -> None:
    page = look("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(look: Callable[..., playwright.Page], path: str) -> None:
    page = look(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(
    look: Callable[..., playwright.Page], path: str, width: int, scheme: str
) -> None:
    """Contrast, names, roles, landmarks: axe's rules for WCAG AA and its best practices."""
    violations = axe.Axe().run(look(path, width, scheme)).response["violations"]
    serious = [v for v in violations if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in serious] == []


def test_axe_finds_nothing_serious_on_the_operators_page(
    browser: playwright.Browser, service: Service
) -> None:
    token = (service.state / "refresh.token").read_text().strip()
    password = {"username": "operator", "password": token}
    context = browser.new_context(base_url=service.url, http_credentials=password)
    page = context.new_page()
    page.goto("/status")
    violations = axe.Axe().run(page).response["violations"]
    context.close()
    assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []


def test_dark_and_light_pages_differ_and_narrow_ones_too(
    look: Callable[..., playwright.Page], tmp_path: Path
) -> None:
    shots = {
        look("/", width, scheme).screenshot(path=tmp_path / f"{width}-{scheme}.png")
        for width in (360, 1600)
        for scheme in ("light", "dark")
    }
    assert len(shots) == 4


def test_the_script_of_the_picture_draws_the_catalogue(
    browser: playwright.Browser, service: Service
) -> None:
    """README.md has what it drew from another archive."""
    drawn = runpy.run_path(str(ROOT / "docs" / "make_picture.py"))["picture"]
    kept = (ROOT / "docs" / "img" / "catalogue-dark.png").read_bytes()
    png = drawn(browser, f"{service.url}/", "dark")
    assert png[16:24] == kept[16:24], "width and height"
    assert png != drawn(browser, f"{service.url}/", "light")


EXPORTED_PAGES = (
    *("", "all/", "page/2/all/", "list/tag/", "about/attribution/"),
    *("category/haizhouribao/", f"source/{quote('云岭财经')}/", "feed/"),
)


def test_an_exported_site_works_in_a_browser_under_a_path(
    browser: playwright.Browser, tmp_path: Path
) -> None:
    """A page of each kind is silent in the console and links to nothing that has no file, the
    search finds. Every link of all pages is followed in `tests.serving.test_static_site`."""
    root = tmp_path / "host"
    with static_host(root) as url:
        base = f"{url}/blog/"
        run(EXAMPLES, tmp_path / "state", str(root / "blog"), "--base-url", base)
        context = browser.new_context()
        # The example's icon and pictures lie on hosts that there are not.
        context.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=204))
        page, complaints = context.new_page(), []
        page.on("console", lambda message: complaints.append(message.text))
        links: set[str] = set()
        for path in EXPORTED_PAGES:
            response = page.goto(base + path)
            assert response is not None
            assert response.status == 200, path
            links |= set(page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"))
        below = {link.removeprefix(base) for link in links if link.startswith(base)}
        assert len(below) > 100
        for link in below:
            file = root / "blog" / unquote(link.partition("#")[0])
            assert (file / "index.html" if file.is_dir() else file).is_file(), link
        page.goto(base)
        page.get_by_role("searchbox").fill("YUNLING")
        page.locator(".feed .name", has_text="云岭财经").first.click()
        assert page.url == f"{base}source/{quote('云岭财经')}/"
        # A browser asks every host for `/favicon.ico`, whatever a page names.
        assert [text for text in complaints if "404" not in text] == []
        context.close()
