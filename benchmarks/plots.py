"""Small SVG plots of bars and lines, without a plotting library."""

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _ROW, _LEFT = 720, 26, 240  # pixels
_COLOURS = ("#2b6cb0", "#c05621", "#2f855a", "#6b46c1", "#718096")


def bars(title: str, values: Mapping[str, float], unit: str) -> str:
    """One horizontal bar for each value."""
    most = max(values.values())
    parts = [_text(8, 20, title, weight="bold")]
    for number, (name, value) in enumerate(values.items()):
        top = 36 + number * _ROW
        width = max(1.0, (_WIDTH - _LEFT - 110) * value / most)
        colour = _COLOURS[0] if number == 0 else _COLOURS[4]
        parts.append(_text(_LEFT - 8, top + 14, name, anchor="end"))
        parts.append(
            f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="18" fill="{colour}"/>'
        )
        parts.append(_text(_LEFT + width + 6, top + 14, f"{value:,.0f} {unit}"))
    return _svg(36 + len(values) * _ROW + 8, parts)


def lines(title: str, ticks: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """A line for each series over the same ticks, its last value written beside it."""
    most = max(value for values in series.values() for value in values)
    height, top, step = 200, 40, (_WIDTH - 240) / max(1, len(ticks) - 1)
    parts = [_text(8, 20, title, weight="bold")]
    for number, tick in enumerate(ticks):
        parts.append(_text(60 + number * step, top + height + 18, tick, anchor="middle"))
    for number, (name, values) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [
            (60 + place * step, top + height * (1 - value / most))
            for place, value in enumerate(values)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        label = f"{name}: {values[-1]:.2f}"
        parts.append(_text(8, top + height + 40 + 18 * number, label, fill=colour))
    return _svg(top + height + 40 + 18 * len(series) + 8, parts)


def _text(
    x: float,
    y: float,
    words: str,
    anchor: str = "start",
    weight: str = "normal",
    fill: str = "#222",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{fill}">{escape(words)}</text>'
    )


def _svg(height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
        'font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )
