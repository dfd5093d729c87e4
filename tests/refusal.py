"""What every test of a refused answer asks."""

import re

HANGUL = re.compile("[가-힣]")


def ids(cases, place=1):
    """Names for the cases of a bank: number and the beginning of the English words expected."""
    return [f"{number}-{case[place][:24]}" for number, case in enumerate(cases)]


def assert_refused(result, en, ko):
    """A failure whose words hold ``en`` and ``ko``, each in its own language."""
    assert result.status == "fail", result.en
    assert en in result.en, result.en
    assert ko in result.ko, result.ko
    assert HANGUL.search(result.ko)
    assert not HANGUL.search(result.en)
