# tests/system/test_book.py: make book: every page is in it, every link in it leads somewhere, and what is missing is told.

import re
import shutil
import subprocess
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from harness import ROOT, clean_environment, make

BOOK = ROOT / "build/book"


@pytest.fixture(scope="module")
def book():
    done = make("book")
    assert done.returncode == 0, done.stdout
    return BOOK


class Page(HTMLParser):
    """What a page links to, and what links may lead to in it."""

    def __init__(self, path):
        super().__init__()
        self.links, self.places = [], set()
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag != "script":  # they are the theme's, and Debian's lacks some; the book can be read without
            self.links += [values[name] for name in ("href", "src") if values.get(name)]
        self.places |= {values[name] for name in ("id", "name") if values.get(name)}


def sources():
    return [path for kind in ("*.md", "*.lesson") for path in (ROOT / "docs").rglob(kind)]


def test_every_page_and_lesson_is_a_page_of_the_book(book):
    for path in sources():
        html = book / path.relative_to(ROOT / "docs").with_suffix(".html")
        html = html.with_name("index.html") if html.name == "README.html" else html
        assert html.exists(), f"{path.relative_to(ROOT)} is not in the book"
    listed = {unquote(link) for link in Page(book / "index.html").links}
    pages = {path.relative_to(book).as_posix() for path in book.rglob("*.html") if "source" not in path.relative_to(book).parts}
    assert pages - listed - {"404.html", "search.html"} == set(), "from each page one comes to each other"


def test_every_link_leads_somewhere(book):
    """Within the book: to a file that is there, and to a heading that this one has."""
    pages = {path: Page(path) for path in book.rglob("*.html") if path.name not in ("404.html", "search.html")}
    lost = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            if not target.exists() or (parts.fragment and known and unquote(parts.fragment) not in known.places):
                lost.append(f"{path.relative_to(book)}: {link}")
    assert lost == [] and len(pages) > 100, "\n".join(lost)


def test_a_file_that_a_page_names_is_there_to_be_read(book):
    page = (book / "trap_path.html").read_text()
    assert re.search(r'<a href="source/kernel/trap/vector\.S\.html"><code>[^<]*vector\.S\b', page)
    copy = (book / "source/kernel/trap/vector.S.html").read_text()
    assert "csrrw sp, xscratch, sp" in copy and "trap_vector:" in copy
    assert 'href="../source/tests/system/' not in page and 'href="source/tests/system/' in (book / "requirements.html").read_text()


def test_what_is_wrong_with_the_book_is_told(tmp_path):
    """A page in no chapter, a chapter of no page, a link that leads nowhere: each is named, and no book is made without a word."""
    for name in ("docs", "scripts/check"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "syscalls.md"))
    for name in ("kernel", "user", "tests", "linker", "Makefile", "README.md"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "docs/forgotten.md").write_text("# Forgotten\n\n[nowhere](nowhere.md)\n")
    command = ["mkdocs", "build", "--strict", "-f", "docs/book/mkdocs.yml", "-d", str(tmp_path / "book")]
    done = subprocess.run(command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode != 0
    for complaint in (
        "forgotten.md is in no chapter: docs/book/mkdocs.yml should have a line for it",
        "'forgotten.md' contains a link to 'nowhere.md'",
        "'syscalls.md' is included in the 'nav' configuration, which is not found",
    ):
        assert re.sub(r"\s+", " ", done.stdout).count(complaint) == 1, f"{complaint}\n{done.stdout}"


def test_the_glossary_is_in_both_languages():
    """Each term once, with a sentence in English and one in Chinese."""
    rows = re.findall(r"^\| \*\*(.+?)\*\*: (.+?) \| \*\*(.+?)\*\*：(.+?) \|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    assert len(rows) >= 60 and len(rows) == (ROOT / "docs/glossary.md").read_text().count("\n| **")
    assert len({term for term, *_ in rows}) == len({chinese for _, _, chinese, _ in rows}) == len(rows)
    for term, english, chinese, sentence in rows:
        assert english.endswith(".") and sentence.endswith("。"), term
        assert english.isascii() and re.search(r"[\u4e00-\u9fff]", chinese) and re.search(r"[\u4e00-\u9fff]{4}", sentence), term
