"""The calendar and the compared days as SVG, drawn on the server. Pure: what is read comes in, text goes out.

The four hues belong to levels, so here are shades of the ink and kinds of dashes. Everything drawn also stands in a table
beside the picture; here each cell has its words as its title.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape

from watchroom.kernel.words import Lang, Words
from watchroom.sources.history import Stretches
from watchroom.sources.plot_rules import DAY, HOUR, STEPS, DayTold, step_of, ticks

CELL, LEFT, TOP = 15, 34, 22
WIDTH, HEIGHT = 760, 260
DASHES = ("", "7 3", "2 3", "10 3 2 3", "1 5")
_WEEKDAYS = Words(zh="一二三四五六日", en="MTWTFSS")
_FONT = 'font-size="11" fill="currentColor"'
_HATCH = (
    '<defs><pattern id="no-reading" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V5" stroke="currentColor" stroke-opacity=".45" stroke-width="1"/></pattern></defs>'
)

OVER = 'fill="none" stroke="currentColor" stroke-width="2"'  # the frame of a day that reached the limit

type Say = Callable[[DayTold], str]


def shade(step: int) -> str:
    return f"{0.08 + 0.8 * step / (STEPS - 1):.2f}"


def calendar_svg(days: Sequence[DayTold], of: str, ends: Sequence[float], say: Say, link: str, lang: Lang) -> str:
    """A year: a column a week, a row a weekday, Monday first. A day without a reading is hatched, not pale; one that
    reached the limit is framed.

    ends  the lower ends of the scale's steps;  link  the address of a day's plot with `{day}` in it
    """
    first = days[0].day.weekday()
    weeks = (len(days) + first + 6) // 7
    names = "".join(
        f'<text x="{LEFT - 8}" y="{TOP + CELL * row + 12}" text-anchor="end" {_FONT}>{name}</text>'
        for row, name in enumerate(_WEEKDAYS.text(lang))
    )
    cells: list[str] = []
    for i, told in enumerate(days):
        x, y = LEFT + (i + first) // 7 * CELL, TOP + (i + first) % 7 * CELL
        if told.day.day == 1:
            month = f"{told.day.month} 月" if lang == "zh" else f"{told.day:%b}"
            cells.append(f'<text x="{x + CELL}" y="{TOP - 8}" {_FONT}>{month}</text>')
        value = told.of(of)
        fill = 'url(#no-reading)"' if value is None else f'currentColor" fill-opacity="{shade(step_of(value, ends))}"'
        rect = f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" stroke="currentColor" stroke-opacity=".25" fill="{fill}/>'
        if told.over_h:
            rect += f'<rect x="{x + 0.5}" y="{y + 0.5}" width="{CELL - 3}" height="{CELL - 3}" {OVER}/>'
        title = escape(say(told))
        where = escape(link.replace("{day}", told.day.isoformat()))
        cells.append(f'<a href="{where}" tabindex="-1"><title>{title}</title>{rect}</a>')
    width, height = LEFT + weeks * CELL + 8, TOP + 7 * CELL + 4
    return _svg(width, height, _HATCH + names + "".join(cells))


def compare_svg(
    days: Sequence[tuple[date, int, Stretches]], limits: Sequence[Mapping[str, object]], digits: int, lang: Lang
) -> str:
    """Days over one another by the time since their midnight: the mean as a line, lowest to highest as strokes."""
    values = [float(v) for _, _, told in days for v in (*told.low, *told.high)] + [_value(limit) for limit in limits]
    if not values:
        return ""
    low, high = min(values), max(values)
    pad = (high - low or 1.0) * 0.08
    low, high = (max(0.0, low - pad) if low >= 0 else low - pad), high + pad
    right = WIDTH - 24

    def x(since_midnight: float) -> float:
        return LEFT + 14 + since_midnight / DAY * (right - LEFT - 14)

    def y(value: float) -> float:
        return 12 + (high - value) / (high - low) * (HEIGHT - 40)

    parts = [
        f'<path d="M{x(h * HOUR):.1f} 12V{HEIGHT - 28}" stroke="currentColor" stroke-opacity=".15"/>'
        f'<text x="{x(h * HOUR):.1f}" y="{HEIGHT - 12}" text-anchor="middle" {_FONT}>{h:02}:00</text>'
        for h in range(0, 25, 3)
    ]
    marks = ticks(low, high)
    digits = max(digits, _digits(marks))
    for value in marks:
        parts.append(
            f'<path d="M{x(0):.1f} {y(value):.1f}H{right}" stroke="currentColor" stroke-opacity=".15"/>'
            f'<text x="{x(0) - 5:.1f}" y="{y(value) + 4:.1f}" text-anchor="end" {_FONT}>{_number(value, digits)}</text>'
        )
    for limit in limits:
        at = y(_value(limit))
        parts.append(
            f'<path d="M{x(0):.1f} {at:.1f}H{right}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="6 5"/>'
            f'<text x="{x(0) + 4:.1f}" y="{at - 4:.1f}" {_FONT}>{escape(str(limit[lang]))} · {_number(_value(limit), digits)}</text>'
        )
    for i, (_, midnight, told) in enumerate(days):
        parts.append(_line(told, midnight, DASHES[i], x, y))
    return _svg(WIDTH, HEIGHT, "".join(parts))


def sample_svg(place: int) -> str:
    """How a compared day is drawn, for its line in the legend."""
    return (
        f'<svg width="40" height="10" viewBox="0 0 40 10" aria-hidden="true"><path d="M0 5H40" fill="none" '
        f'stroke="currentColor" stroke-width="2" stroke-dasharray="{DASHES[place]}"/></svg>'
    )


def framed_svg() -> str:
    """A day that reached the limit, for the legend."""
    return f'<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><rect x="1" y="1" width="12" height="12" {OVER}/></svg>'


def swatch_svg(step: int | None) -> str:
    """A shade of the calendar's scale; None: no reading."""
    fill = 'fill="url(#no-reading)"' if step is None else f'fill="currentColor" fill-opacity="{shade(step)}"'
    return (
        '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f'<rect x=".5" y=".5" width="13" height="13" stroke="currentColor" stroke-opacity=".25" {fill}/></svg>'
    )


def _line(told: Stretches, midnight: int, dashes: str, x: Callable[[float], float], y: Callable[[float], float]) -> str:
    mean, strokes, before = [], [], None
    for at, low, high, value in zip(told.at_ms.tolist(), told.low, told.high, told.mean, strict=True):
        place = x(at - midnight)
        joins = before is not None and at - before <= 3 * told.size_ms
        mean.append(f"{'L' if joins else 'M'}{place:.1f} {y(value):.1f}")
        if high > low:
            strokes.append(f"M{place:.1f} {y(low):.1f}V{y(high):.1f}")
        before = at
    return (
        f'<path d="{"".join(strokes)}" stroke="currentColor" stroke-opacity=".35" stroke-width="1"/>'
        f'<path d="{"".join(mean)}" fill="none" stroke="currentColor" stroke-width="1.75" stroke-dasharray="{dashes}"/>'
    )


def _value(limit: Mapping[str, object]) -> float:
    return float(str(limit["value"]))


def _digits(marks: Sequence[float]) -> int:
    """As many as tell the scale's numbers apart."""
    return next((n for n in range(7) if all(abs(round(one, n) - one) < 1e-9 for one in marks)), 7)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def _svg(width: int, height: int, inside: str) -> str:
    role = "group" if "<a " in inside else "img"  # a picture may hold nothing that can be chosen
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="{role}" aria-labelledby="picture-words">{inside}</svg>'
    )
