"""Plots of the KPIs, drawn on the server as SVG in the colour of the text around them: the same on screen and paper."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 960, 194, 44, 22, 24


def bars(values: Sequence[int], labels: Sequence[tuple[int, str]], line: float, line_words: str, title: str) -> str:
    """One bar a period; those above the line are full, the others light.

    labels  (which bar, text below it);  line  the target, drawn dashed; its words stand above, where no bar reaches
    """
    most = max([*values, line * 1.25, 1])
    deep = HEIGHT - BOTTOM - TOP
    step = (WIDTH - LEFT) / max(1, len(values))
    drawn = [
        f'<rect x="{LEFT + i * step + step * 0.1:.1f}" y="{TOP + deep * (1 - value / most):.1f}" width="{max(1.0, step * 0.8):.1f}"'
        f' height="{deep * value / most:.1f}" fill="currentColor" fill-opacity="{1 if value > line else 0.45}"/>'
        for i, value in enumerate(values)
        if value
    ]
    y = TOP + deep * (1 - line / most)
    drawn.append(
        f'<path d="M{LEFT} {y:.1f}H{WIDTH}" stroke="currentColor" stroke-dasharray="5 4" fill="none"/>'
        f'<path d="M{WIDTH - 26} 8H{WIDTH}" stroke="currentColor" stroke-dasharray="5 4" fill="none"/>'
        f'<text x="{WIDTH - 32}" y="12" text-anchor="end" fill="currentColor">{escape(line_words)}</text>'
    )
    drawn += [
        f'<text x="{LEFT - 6}" y="{TOP + deep * (1 - value / most) + 4:.1f}" text-anchor="end" fill="currentColor">{value}</text>'
        for value in sorted({0, max(values, default=0)})
    ]
    drawn += [
        f'<text x="{LEFT + (i + 0.5) * step:.1f}" y="{HEIGHT - 6}" text-anchor="middle" fill="currentColor">{escape(text)}</text>'
        for i, text in labels
    ]
    drawn.append(f'<path d="M{LEFT} {TOP + deep}H{WIDTH}" stroke="currentColor" fill="none"/>')
    return _svg(WIDTH, HEIGHT, drawn, title)


def mix(rows: Sequence[tuple[str, float, float]], title: str) -> str:
    """The share of each priority as a bar, and where it should end as a stroke. (name, share, target), shares 0 to 1."""
    left, width, each = 64, 960, 26
    drawn = []
    for i, (name, share, target) in enumerate(rows):
        y = 4 + i * each
        drawn.append(
            f'<text x="{left - 8}" y="{y + 14}" text-anchor="end" fill="currentColor">{escape(name)}</text>'
            f'<rect x="{left}" y="{y + 3}" width="{max(1.0, share * (width - left - 60)):.1f}" height="14" fill="currentColor" fill-opacity="0.45"/>'
            f'<path d="M{left + target * (width - left - 60):.1f} {y}v20" stroke="currentColor" stroke-width="2"/>'
            f'<text x="{width}" y="{y + 14}" text-anchor="end" fill="currentColor">{share:.0%}</text>'
        )
    return _svg(width, 8 + each * len(rows), drawn, title)


def _svg(width: int, height: int, drawn: Sequence[str], title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)}" font-family="Noto Sans CJK SC, Noto Sans SC Variable, sans-serif" font-size="12">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )
