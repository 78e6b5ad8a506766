"""Times in words."""

from lesson_utils.language import tr


def milliseconds(seconds: float) -> str:
    """A measured time in words, with two digits that count, and never as a power of ten.

    >>> milliseconds(0.0000246), milliseconds(0.0831), milliseconds(3.64)
    ('0.025 ms', '83 ms', '3,640 ms')
    """
    time = 1000 * seconds
    return tr("{time:,.0f} ms", time=time) if seconds >= 0.01 else tr("{time:.2g} ms", time=time)
