"""Charts of a run as SVG, written by hand: bars on a logarithmic scale, one group per pack, one colour per engine. Drawn to be read on
light and dark pages alike, and by those who cannot tell colours: every bar carries its engine and its time."""
import math
from xml.sax.saxutils import escape

from report import figures

WIDTH, BAR, GAP, LEFT, RIGHT, TOP = 760, 18, 14, 190, 90, 40
COLOURS = {"sop": "#c2410c", "memory's pace": "#9ca3af"}
OTHER = "#4f7cac"
NANOSECONDS = {"ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}


def drawn(title, groups):
    """`groups`: [(heading, [(engine, value, text)])], values in nanoseconds."""
    values = [value for _, bars in groups for _, value, _ in bars]
    low, high = math.floor(math.log10(min(values))), math.log10(max(values))
    scale = (WIDTH - LEFT - RIGHT) / max(1e-9, high - low)
    parts, y = [f'<text x="8" y="22" font-size="15" font-weight="bold">{escape(title)}</text>'], TOP
    for heading, bars in groups:
        parts.append(f'<text x="8" y="{y + 12}" font-weight="bold">{escape(heading)}</text>')
        y += BAR
        for engine, value, text in bars:
            width = max(2, (math.log10(value) - low) * scale)
            parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(engine)}</text>')
            parts.append(f'<rect x="{LEFT}" y="{y + 2}" width="{width:.1f}" height="{BAR - 4}" fill="{COLOURS.get(engine, OTHER)}"/>')
            parts.append(f'<text x="{LEFT + width + 6:.1f}" y="{y + 13}">{escape(text)}</text>')
            y += BAR
        y += GAP
    style = "text{font-family:sans-serif;fill:#111}rect.page{fill:#fff}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-size="12" role="img" aria-label="{escape(title)}">'
            f'<style>{style}</style><rect class="page" width="{WIDTH}" height="{y}"/>{"".join(parts)}</svg>\n')


def groups(report, task, what, threads=1):
    out = {}
    for row in report["rows"]:
        if (row["task"], row["what"], row["threads"]) == (task, what, threads):
            thing = "aggregate" if task == "B4" else "rule"
            size = f"{row['size']:,} {thing}{'s' if row['size'] != 1 else ''}"
            value = figures.processor(row)
            out.setdefault(size, []).append((row["engine"], value * NANOSECONDS[row["unit"]], figures.timed(value, row["unit"])))
    return list(out.items())


TITLES = {("B1", "counts"): "Head-counts of rule packs, one thread",
          ("B2", "members"): "Members of rule packs, one thread",
          ("B4", "event aggregates"): "Aggregates of every customer's events, one thread",
          ("B7", "one customer"): "One customer, one decision"}


def write(report, folder):
    for (task, what), title in TITLES.items():
        if found := groups(report, task, what):
            text = f"{title} (median of the processor, logarithmic: longer is slower)"
            (folder / f"{task.lower()}.svg").write_text(drawn(text, found), encoding="utf-8")
