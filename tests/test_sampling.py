"""An everyday run tries a part of the largest banks; a thorough one, and CI, all of them."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

SPEC = importlib.util.spec_from_file_location(
    "course_conftest", Path(__file__).resolve().parent.parent / "conftest.py"
)
conftest = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(conftest)


def item(name, every=None):
    marker = every and SimpleNamespace(args=(every,))
    return SimpleNamespace(nodeid=name, get_closest_marker=lambda _: marker)


@pytest.mark.parametrize(
    ("thorough", "ci", "kept"), [(False, "", 5), (True, "", 9), (False, "true", 9)]
)
def test_every_nth_case_of_each_test(monkeypatch, thorough, ci, kept):
    monkeypatch.setenv("CI", ci)
    left = []
    hook = SimpleNamespace(pytest_deselected=lambda items: left.extend(items))
    config = SimpleNamespace(getoption=lambda _: thorough, hook=hook)
    items = [item("plain"), *(item(f"one[{n}]", 3) for n in range(4))]
    items += [item(f"two[{n}]", 2) for n in range(4)]
    before = list(items)
    conftest.pytest_collection_modifyitems(config, items)
    assert len(items) == kept
    assert {each.nodeid for each in items} | {each.nodeid for each in left} == {
        each.nodeid for each in before
    }
