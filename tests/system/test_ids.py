# tests/system/test_ids.py: each feature that is said to be complete has a proof that names it, and the page lists them all.

import sys

from harness import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import requirements  # noqa: E402


def test_each_complete_feature_has_a_proof():
    assert not requirements.missing(ROOT), "no file under tests/, user/ or docs/ names these in square brackets"


def test_the_page_is_what_the_tree_says():
    page = (ROOT / requirements.PAGE).read_text()
    assert page == requirements.page(ROOT), f"scripts/requirements.py > {requirements.PAGE} makes it anew"


def test_a_proof_that_goes_missing_is_noticed(tmp_path):
    """In an empty tree nothing is proved."""
    name = "0.1"
    for folder in ("tests/system", "user", "docs"):
        (tmp_path / folder).mkdir(parents=True)
    assert name in requirements.missing(tmp_path)
    (tmp_path / "tests/system/test_x.py").write_text(f'"""[{name}] It holds."""\n')
    assert name not in requirements.missing(tmp_path)
    assert "[test_x](../tests/system/test_x.py)" in requirements.page(tmp_path)
