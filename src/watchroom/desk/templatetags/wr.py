"""`{% load wr %}`: words, times, ages, levels, states and icons, said in the reader's language.

Every text that a person reads goes through `{% w %}` (written in the template) or `{% say %}` (from data).
"""

from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from watchroom.desk import assets, saying
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Lang, Words
from watchroom.sources.saying import SIMULATED, SIMULATED_MARK

register = template.Library()


def lang_in(context: template.Context) -> Lang:
    return "en" if context.get("lang") == "en" else "zh"


def _now(context: template.Context) -> datetime | None:
    now = context.get("now")
    return now if isinstance(now, datetime) else None


def _zone(context: template.Context) -> str:
    return str(context.get("zone") or "Asia/Shanghai")


@register.simple_tag(takes_context=True)
def w(context: template.Context, zh: str, en: str, **facts: Any) -> SafeString:
    """The text in the reader's language; `{name}` is replaced by the facts, which are escaped."""
    lang = lang_in(context)
    said = {name: conditional_escape(_said(fact, lang)) for name, fact in facts.items()}
    return mark_safe(Words(zh=zh, en=en).fill(**said).text(lang))


def _said(thing: Any, lang: Lang, prefix: str = "") -> Any:
    if isinstance(thing, Words):
        return thing.text(lang)
    if thing is None:
        return ""
    name = f"{prefix}_{lang}" if prefix else lang
    if isinstance(thing, dict):
        return thing.get(name, "")
    if hasattr(thing, name):
        return getattr(thing, name)
    return thing


@register.simple_tag(takes_context=True)
def as_of(context: template.Context, new: bool = False) -> SafeString:
    """In a form that writes a record anew: what its page had read, so that nothing of somebody else is covered unseen.

    new  of a record that is not there yet: what is there already under the same code is not covered either
    """
    read = getattr(context.get("request"), "position", None)
    return format_html(
        '<input type="hidden" name="as_of" value="{}">', 0 if new else read or context.get("position") or 0
    )


@register.simple_tag(takes_context=True)
def say(context: template.Context, thing: Any, prefix: str = "") -> Any:
    """Words, or whatever has `zh` and `en` (with a prefix: `title_zh` and `title_en`), in the reader's language."""
    return _said(thing, lang_in(context), prefix)


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime | str | None, style: str = "") -> SafeString | str:
    """A time in the site's zone; the full form with the zone's name is in its title."""
    if not at:
        return "—"
    at, lang, zone = saying.instant(at), lang_in(context), _zone(context)
    text = (
        saying.time_text(at, zone, seconds=True)
        if style == "clock"
        else saying.when_text(at, _now(context) or at, zone, lang, style)
    )
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', iso(at), saying.when_text(at, at, zone, lang, "full"), text
    )


@register.simple_tag(takes_context=True)
def age(context: template.Context, at: datetime | str | None, stale: float | None = None) -> SafeString | str:
    """How long ago, counted on by the browser. `stale`: seconds after which the value beside it is hatched."""
    if not at:
        return "—"
    at = saying.instant(at)
    old = ((_now(context) or at) - at).total_seconds()
    hatch = format_html(' data-stale="{}"', f"{stale:g}") if stale else ""
    name = "age stale" if stale and old > stale else "age"
    return format_html(
        '<span class="{}" data-since="{}"{}>{}</span>', name, iso(at), hatch, saying.age_text(old, lang_in(context))
    )


@register.simple_tag(takes_context=True)
def simulated_mark(context: template.Context, simulated: bool) -> SafeString | str:
    """Beside a value that stands without its name, if it is simulated. The same as `simulatedMark` on the map."""
    if not simulated:
        return ""
    lang = lang_in(context)
    return format_html(
        '<span class="sim" title="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
        SIMULATED.text(lang), SIMULATED_MARK.text(lang), SIMULATED.text(lang),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def clock(
    context: template.Context, due: datetime | str | None, since: datetime | str | None = None
) -> SafeString | str:
    """A count-down to a deadline that a worker keeps; the browser only draws it."""
    if not due:
        return "—"
    due = saying.instant(due)
    start = saying.instant(since) if since else None
    now = _now(context) or due
    begun = format_html(' data-from="{}"', iso(start)) if start else ""
    return format_html(
        '<span class="clock" data-due="{}"{} data-s="{}">{}</span>',
        iso(due),
        begun,
        saying.clock_state(now, due, start),
        saying.clock_text((due - now).total_seconds()),
    )


@register.simple_tag(takes_context=True)
def level(context: template.Context, n: int | None, look: str = "", label: bool = True) -> SafeString | str:
    """The shape of a level 1-4. look: "" filled, "none" outline (returned), "grey" (shelved, ended), "big"."""
    if n not in saying.LEVELS:
        return ""
    words = Words(zh="{c}（{r} 级）", en="level {r}, {c}").fill(c=saying.LEVELS[n], r=saying.roman(n, lang_in(context)))
    more = {"none": ' data-fill="none"', "grey": " data-grey", "big": ' data-big=""'}.get(look, "")
    spoken = (
        format_html('role="img" aria-label="{}"', words.text(lang_in(context)))
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="lv" data-lv="{}"{} {}><use href="#lv{}"></use></svg>', n, mark_safe(more), spoken, n
    )


@register.simple_tag(takes_context=True)
def level_word(context: template.Context, n: int | None) -> str:
    return saying.LEVELS[n].text(lang_in(context)) if n in saying.LEVELS else "—"


@register.simple_tag(takes_context=True)
def roman(context: template.Context, n: int | None) -> str:
    return saying.roman(n, lang_in(context)) if n else "—"


@register.simple_tag(takes_context=True)
def grade(context: template.Context, n: int | None) -> SafeString:
    """The grade of an event: four neutral steps and the word; 4 ordinary to 1 extraordinary."""
    lang = lang_in(context)
    if n not in saying.GRADES:
        return format_html('<span class="grade"><b>{}</b></span>', Words(zh="未定级", en="not graded").text(lang))
    steps = format_html_join("", "<i{}></i>", ((mark_safe(" data-on" if i < 5 - n else ""),) for i in range(4)))
    return format_html(
        '<span class="grade"><span class="steps" aria-hidden="true">{}</span><b>{}</b></span>',
        steps,
        saying.GRADES[n].text(lang),
    )


@register.simple_tag(takes_context=True)
def state_glyph(context: template.Context, state: str, kind: str = "unit", label: bool = True) -> SafeString:
    """How full is how far. kind: "unit" draws a circle, "task" (orders, plans, warnings, deliveries) a square."""
    glyph = (saying.TASK_GLYPHS if kind == "task" else saying.UNIT_GLYPHS).get(state, state)
    words = saying.GLYPH_WORDS.get(glyph)
    spoken = (
        format_html('role="img" aria-label="{}"', words.text(lang_in(context)))
        if label and words
        else mark_safe('aria-hidden="true"')
    )
    return format_html('<svg class="st-g" data-st="{}" {}><use href="#st-{}"></use></svg>', glyph, spoken, glyph)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, for the eye only: what it means stands beside it in words."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"></use></svg>', name)


@register.simple_tag
def key(name: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", name)


@register.simple_tag(takes_context=True)
def confidence(context: template.Context, n: float | None) -> SafeString:
    """Five bars for a confidence between 0 and 1, with the figure in words."""
    share = min(1.0, max(0.0, float(n or 0)))
    bars = format_html_join(
        "", "<i{}></i>", ((mark_safe(" data-on" if i < round(share * 5) else ""),) for i in range(5))
    )
    text = Words(zh="置信 {n}", en="confidence {n}").fill(n=f"{share:.1f}").text(lang_in(context))
    return format_html('<span class="conf"><span aria-hidden="true">{}</span><span>{}</span></span>', bars, text)


@register.simple_tag
def style_sheets() -> SafeString:
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(css),) for css in assets.styles()))


@register.simple_tag
def scripts() -> SafeString:
    return format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((static(js),) for js in assets.scripts())
    )


@register.simple_tag
def sprite() -> SafeString:
    return mark_safe(assets.sprite())


@register.simple_tag(takes_context=True)
def zone_name(context: template.Context) -> str:
    now = _now(context)
    return saying.zone_name(_zone(context), now, lang_in(context)) if now else ""


@register.filter
def glyph_words(state: str) -> Words | str:
    """The words of a state's glyph."""
    return saying.GLYPH_WORDS.get(state, state)


THING_ICONS = {
    "incident": "alert",
    "team": "crowd",
    "place": "pin",
    "sensor": "gauge",
    "plan": "doc",
    "warning": "send",
    "page": "screen",
    "rule": "doc",
    "hold": "clock",
    "lang": "language",
    "theme": "adjust",
}


@register.simple_tag
def thing_icon(kind: str) -> SafeString:
    return icon(THING_ICONS.get(kind, "search"))
