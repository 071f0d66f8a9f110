# docs/book/hooks.py: what mkdocs does besides for the book: files of the tree that a page names become pages, with links to them.
"""A lesson becomes a page, too. A page says `kernel/trap/trap.cpp` or [a test](../tests/system/test_gdb.py), as is right in the
tree: in the book, both lead to a copy of that file. A page that the table of contents lacks is a warning, and with --strict
the end."""

import logging
import os
import re
import sys
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts" / "check"))

import docs as citations  # noqa: E402

SOURCE = "source/"  # where the copies are
LINK = re.compile(r"(\]\()((?:\.\./)+[^)\s#]+|[^)\s#:]+\.lesson)(#[^)\s]*)?(\))")

log = logging.getLogger("mkdocs.stile")


def cited_file(span):
    """The file in the tree that the text of a code span names; none, if it is something else, or several."""
    match = citations.CITATION.fullmatch(span.removeprefix("./"))
    if not match or "{" in span or "*" in span or not citations.is_path(ROOT, match[1]):
        return None
    found = citations.resolve(ROOT, match[1])
    return found[0].relative_to(ROOT).as_posix() if len(found) == 1 and found[0].is_file() else None


def linked_file(page, target):
    """The file in the tree that a link in a page leads to."""
    path = os.path.normpath((ROOT / "docs" / page).parent / target)
    return os.path.relpath(path, ROOT) if os.path.isfile(path) else None


def place_in_book(name, page):
    """Where a file of the tree is, seen from a page."""
    up = "../" * page.count("/")
    return up + (name.removeprefix("docs/").replace(".lesson", ".md") if is_page(name) else f"{SOURCE}{name}.md")


def is_page(name):
    return name.startswith("docs/") and name.endswith((".md", ".lesson"))


def pages():
    """The pages of the book that have a file in docs/, by their names in the book."""
    found = [path for kind in ("*.md", "*.lesson") for path in (ROOT / "docs").rglob(kind)]
    return sorted(path.relative_to(ROOT / "docs").with_suffix(".md").as_posix() for path in found)


def text_of(page):
    """As it is written; of a lesson, as Markdown."""
    path = ROOT / "docs" / page
    return path.read_text() if path.exists() else lesson_page(path.with_suffix(".lesson"))


def lesson_page(path):
    """What is typed, and what gdb answers to it, stands in a block of its own; the head says how to run the lesson."""
    head, _, body = path.read_text().partition("\n\n")
    title = re.search(r"^title: (.*)$", head, re.MULTILINE)[1]
    body = re.sub(r"^\(gdb\) .*(?:\n(?!\n).*)*", lambda block: f"```gdb\n{block[0]}\n```", body, flags=re.MULTILINE)
    return f"# {title}\n\n`make lesson L={path.stem}` runs it, and with `STEP=1` key by key.\n\n{body}"


def named_files():
    """Every file that a page names."""
    names = set()
    for page in pages():
        text = text_of(page)
        names |= {linked_file(page, target) for _, target, _, _ in LINK.findall(text)}
        names |= {cited_file(span) for _, line in citations.prose(text) for span in citations.SPAN.findall(line)}
    return sorted(name for name in names if name and not is_page(name))


def on_config(config):
    """Warnings are told, and not that the copies are in no chapter."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    return config


def on_files(files, config):
    """Of what lies in docs/, pages and pictures; and what becomes a page."""
    for file in list(files):
        if file.abs_src_path.startswith(config["docs_dir"]) and not file.src_uri.endswith((".md", ".svg", ".png")):
            files.remove(file)
    there = {file.src_uri for file in files}
    for name in [page for page in pages() if page not in there] + [f"{SOURCE}{name}.md" for name in named_files()]:
        files.append(File(name, config["docs_dir"], config["site_dir"], config["use_directory_urls"]))
    return files


def on_nav(nav, config, files):
    listed = {page.file.src_uri for page in nav.pages}
    for page in pages():
        if page not in listed:
            log.warning("%s is in no chapter: docs/book/mkdocs.yml should have a line for it", page)
    return nav


def on_page_read_source(page, config):
    if not page.file.src_uri.startswith(SOURCE):
        return text_of(page.file.src_uri)
    name = page.file.src_uri.removeprefix(SOURCE).removesuffix(".md")
    text = (ROOT / name).read_text(errors="replace").replace("~~~~~~~~", "~ ~ ~ ~")
    return f"# {name}\n\n~~~~~~~~\n{text}\n~~~~~~~~\n"


def on_page_markdown(markdown, page, config, files):
    here = page.file.src_uri
    if here.startswith(SOURCE):
        return markdown
    lines = markdown.split("\n")
    for number, line in citations.prose(markdown):
        line = LINK.sub(lambda match: mended_link(match, here), line)
        lines[number - 1] = citations.SPAN.sub(lambda match: linked_span(match, here), line)
    return "\n".join(lines)


def mended_link(match, here):
    """One that leaves the folder of its page, or leads to a lesson."""
    name = linked_file(here, match[2])
    return f"{match[1]}{place_in_book(name, here)}{match[3] or ''}{match[4]}" if name else match[0]


def linked_span(match, here):
    """Not in a heading, or in what is a link already."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    name = cited_file(match[1])
    if not name or before.startswith("#") or before.endswith("[") or after.startswith("]("):
        return match[0]
    return f"[{match[0]}]({place_in_book(name, here)})"
