"""The response times as one picture: a line of moments, drawn on the server as SVG."""

from collections.abc import Sequence
from html import escape

from watchroom.desk import saying
from watchroom.kernel.words import Lang

ROW, TOP, LEFT, WIDTH = 20, 8, 200, 720
_RIGHT = 90


def milestones_svg(moments: Sequence[tuple[str, float]], lang: Lang) -> str:
    """One row a moment: its name, a bar from the start, and how long after the start it was.

    moments  name and seconds since the first entry, oldest first; (n,), n >= 0
    """
    longest = max((seconds for _, seconds in moments), default=0.0) or 1.0
    height = TOP * 2 + ROW * len(moments)
    rows = [_row(i, name, seconds, seconds / longest, lang) for i, (name, seconds) in enumerate(moments)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' font-family="Noto Sans CJK SC, Noto Sans SC Variable, sans-serif" font-size="11">{"".join(rows)}</svg>'
    )


def _row(i: int, name: str, seconds: float, share: float, lang: Lang) -> str:
    y = TOP + ROW * i
    width = max(2.0, share * (WIDTH - LEFT - _RIGHT))
    return (
        f'<text x="{LEFT - 10}" y="{y + 13}" text-anchor="end" fill="#222">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{y + 4}" width="{width:.1f}" height="11" fill="#8a8d90"/>'
        f'<text x="{LEFT + width + 6:.1f}" y="{y + 13}" fill="#222">{escape(saying.age_text(seconds, lang))}</text>'
    )
