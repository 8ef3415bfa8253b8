"""The pages in a real browser: search to subscription, wide and narrow, light and dark.

A picture of every kind of page is kept for a person to look at, in the folder that SCREENSHOTS
names; without it in pytest's own, which the next runs take away.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.conftest import ALONE, EXAMPLES, Service
from tests.serving.static_host import static_host
from tests.serving.test_static_site import run

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_python,
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
ENGLISH = EXAMPLES.parent / "english"
# Every kind of page, by site and name.
PAGES = {
    ("chinese", "catalogue"): "/",
    ("chinese", "near-names"): "/?find=海州月报",
    ("chinese", "site"): "/all",
    ("chinese", "twin"): "/category/haizhouribao",
    (
        "chinese",
        "filtered",
    ): "/?category=haizhouribao&source=云岭财经&source=海州日报&since=2022-01-01",
    ("chinese", "nothing-left"): "/source/云岭财经?until=1990-01-01",
    ("chinese", "filter-faults"): "/filter?category=a&tag=zz&since=x&source=云岭财经&format=page",
    ("chinese", "missing"): "/category/none",
    ("chinese", "about"): "/about/feeds",
    ("english", "catalogue"): "/",
    ("english", "feed"): "/source/The%20Harbour%20Post",
    ("english", "filtered"): "/?category=harbour&category=town&-tag=music&q=the",
    ("english", "filter-faults"): "/filter?category=e&tag=zz&limit=0&source=The%20Harbour%20Post",
    ("english", "about"): "/about/feeds",
}
PATIENCE = 120_000  # milliseconds: a loaded machine is no fault of a page
WIDTHS = (360, 768, 820, 1440)
# The style sheet has one narrow and one wide layout; within one, lines break elsewhere and no more.
ALL_RULES = "null"
REFLOWED = "['color-contrast', 'target-size', 'scrollable-region-focusable']"
COLOURS = "['color-contrast', 'link-in-text-block']"
LIGHT = {360: ALL_RULES, 768: REFLOWED, 820: None, 1440: ALL_RULES}
# A theme has colours alone, so one width is enough where nobody looks at the pictures.
DARK = dict.fromkeys(WIDTHS if "SCREENSHOTS" in os.environ else (360,), COLOURS)
VIEWS = [
    *(("light", width, rules) for width, rules in LIGHT.items()),
    *(("dark", width, rules) for width, rules in DARK.items()),
]
EVERY_DETAIL = "document.querySelectorAll('details').forEach(part => { part.open = %s })"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[Service]:
    running = Service(EXAMPLES, tmp_path_factory.mktemp("browser") / "state", *ALONE)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[Service]:
    """The site of a blogger who writes English."""
    running = Service(ENGLISH, tmp_path_factory.mktemp("english") / "state", *ALONE)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages are kept."""
    kept = os.environ.get("SCREENSHOTS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def browser(processes: None) -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


def page_of(browser: playwright.Browser, **options: Any) -> playwright.Page:
    """A page in a context of its own, which may read what is copied."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    # The example's icon and pictures lie on hosts that there are not.
    context.route(lambda url: "127.0.0.1" not in url, lambda route: route.fulfill(status=204))
    return context.new_page()


@pytest.fixture(scope="module")
def tab(browser: playwright.Browser) -> playwright.Page:
    """One for all tests: a browser that opens another loads its fonts and scripts anew."""
    return page_of(browser)


@pytest.fixture
def look(tab: playwright.Page, service: Service) -> Iterator[Callable[..., playwright.Page]]:
    """Open a page of the service; what the browser complains of fails the test."""
    complaints = []

    def note(message: playwright.ConsoleMessage) -> None:
        complaints.append(message.text)

    def open_(path: str, url: str = service.url) -> playwright.Page:
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.emulate_media(color_scheme="light")
        tab.goto(url + path)
        return tab

    tab.on("console", note)
    yield open_
    tab.remove_listener("console", note)
    assert [text for text in complaints if not re.search("status of 40[04]", text)] == []


def faults(page: playwright.Page, rules: str = ALL_RULES) -> list[tuple[Any, ...]]:
    """What axe-core has to say of a page as it stands: what is wrong, and what it cannot tell.
    `rules` are names of rules as JavaScript has them, or null."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe.Axe().axe_script)
    results = page.evaluate(
        "axe.run({resultTypes: ['violations', 'incomplete'], iframes: false,"
        f" ...({rules} && {{runOnly: {rules}}})}})"
    )
    return [
        (kind, rule["id"], [(node["html"], node["any"]) for node in rule["nodes"]])
        for kind in ("violations", "incomplete")
        for rule in results[kind]
    ]


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
    page.evaluate("navigator.clipboard.writeText('')")
    return text


def test_from_the_catalogue_to_a_copied_address_in_two_steps(
    look: Callable[..., playwright.Page], service: Service
) -> None:
    page = look("/")
    page.get_by_role("searchbox").fill("yunlingcaijing")
    page.get_by_role("searchbox").press("Enter")
    button = page.locator(".feed .copy").first
    place = button.bounding_box()
    button.click()
    assert copied(page) == f"{service.url}/source/{quote('云岭财经')}.rss"
    assert button.bounding_box() == place, "what stands beside it has moved"
    page.locator(".feed .name").first.click()
    page.locator("#subscribe .copy").first.click()
    assert copied(page) == f"{service.url}/source/{quote('云岭财经')}.rss"


def test_the_keyboard_alone_leads_to_a_copied_address(
    look: Callable[..., playwright.Page], service: Service
) -> None:
    page = look("/")
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


@pytest.mark.parametrize(("site", "name"), PAGES, ids=["-".join(each) for each in PAGES])
def test_a_page_is_right_at_every_width_and_in_both_themes(
    look: Callable[..., playwright.Page],
    service: Service,
    english: Service,
    pictures: Path,
    site: str,
    name: str,
) -> None:
    """No wider than its window, and axe-core has nothing to say: contrast, names, roles, landmarks,
    the rules of WCAG AA and best practices, also of what is folded."""
    page = look(PAGES[site, name], url=(english if site == "english" else service).url)
    for theme, width, rules in VIEWS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(EVERY_DETAIL % "false")
        page.screenshot(path=pictures / f"{site}-{name}-{width}-{theme}.png")
        page.evaluate(EVERY_DETAIL % "true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert rules is None or faults(page, rules) == [], (width, theme)


@pytest.mark.parametrize("site", ["chinese", "english"])
def test_the_operators_page_is_right_too(
    browser: playwright.Browser, service: Service, english: Service, pictures: Path, site: str
) -> None:
    """Its tables as well, which have English words in their heads where the page is English."""
    running = english if site == "english" else service
    token = (running.state / "refresh.token").read_text().strip()
    page = page_of(browser, http_credentials={"username": "operator", "password": token})
    page.request.get(f"{running.url}/feed.rss")
    for _ in range(50):
        page.goto(f"{running.url}/status")
        if page.locator("#pollers-title ~ .scroll td").count():
            break
        page.wait_for_timeout(100)  # until the worker has written what it counted
    for width, rules in LIGHT.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=pictures / f"{site}-status-{width}-light.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert rules is None or faults(page, rules) == [], width
    assert page.locator("#pollers-title ~ .scroll td").count()
    page.context.close()


def test_a_raw_feed_can_be_read_on_a_telephone(
    browser: playwright.Browser, service: Service, pictures: Path
) -> None:
    """XML cannot say that it suits a narrow screen: the browser shows it reduced."""
    page = page_of(browser, viewport={"width": 360, "height": 740}, is_mobile=True)
    for address in (f"{service.url}/feed.rss", f"{service.url}/feed.atom"):
        page.goto(address)
        letters, scale, width, window = page.evaluate(
            "[parseFloat(getComputedStyle(document.documentElement).fontSize),"
            " visualViewport.scale, document.documentElement.scrollWidth, innerWidth]"
        )
        page.screenshot(path=pictures / f"chinese-raw-{address.rpartition('.')[2]}-360-light.png")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.href") == address
        assert letters * scale >= 14
        assert width <= window
    page.context.close()


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
        options = ("--base-url", base, "--no-gzip")
        run(EXAMPLES, tmp_path / "state", str(root / "blog"), *options)
        page, complaints = page_of(browser), []
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
        page.context.close()
