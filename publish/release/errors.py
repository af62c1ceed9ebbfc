"""The error of a release that cannot be made."""


class ReleaseError(Exception):
    """No release was made; the message says why and what to do next, in Chinese and English."""
