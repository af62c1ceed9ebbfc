"""Why there is no release."""


class ReleaseError(Exception):
    """No release was made, and why and what to do next, in Chinese and English, for a person."""
