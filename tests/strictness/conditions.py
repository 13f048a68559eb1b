"""Whom a person reaches is never looked up as keys (a plugin of pytest): every page goes by the condition itself."""

from accounts import reached


def pytest_configure():
    reached.AT_MOST = -1
