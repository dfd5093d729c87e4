"""What every test of a refused answer asks."""

import re

HANGUL = re.compile("[가-힣]")


def assert_refused(result, en, ko):
    """A failure whose words hold `en` and `ko`, each in its own language."""
    assert result.status == "fail", result.en
    assert "could not be read" not in result.en, result.en
    assert en in result.en, result.en
    assert ko in result.ko, result.ko
    assert HANGUL.search(result.ko)
    assert not HANGUL.search(result.en)
