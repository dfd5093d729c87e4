"""Of the largest banks of answers an everyday run tries a part; `--thorough` and CI try all."""

import os
from collections import Counter


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="try every answer of every bank")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--thorough") or os.environ.get("CI"):
        return
    seen, left = Counter(), []
    for item in list(items):
        marker, test = item.get_closest_marker("sampled"), item.nodeid.split("[")[0]
        if marker and seen[test] % marker.args[0]:
            left.append(item)
            items.remove(item)
        seen[test] += 1
    config.hook.pytest_deselected(items=left)
