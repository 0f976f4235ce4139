"""What became slower or faster than in an earlier run: sop's time over the other engines' of the same run, so that a slower hour of the
machine does not count."""
from report import figures

CHANGE = 1.25  # less is noise


def paces(report):
    """Per task: sop's median over the geometric mean of the others' (or alone, where nobody else did it)."""
    out = {}
    for row in report["rows"]:
        if row["engine"] == "sop":
            key = (row["task"], row["what"], row["size"], row["threads"])
            others = [figures.processor(other) for other in report["rows"]
                      if other["engine"] != "sop" and (other["task"], other["what"], other["size"], other["threads"]) == key]
            product = 1.0
            for other in others:
                product *= other ** (1 / len(others))
            out[key] = figures.processor(row) / product
    return out


def against(old, new):
    before, now = paces(old), paces(new)
    lines = []
    for key in sorted(before.keys() & now.keys(), key=str):
        change = now[key] / before[key]
        word = "slower" if change > CHANGE else "faster" if change < 1 / CHANGE else "as before"
        lines.append(f"{key[0]} {key[1]} {key[2]:,}, {key[3]} thread(s): {figures.ratio(max(change, 1 / change))} {word}")
    slower = sum("slower" in line for line in lines)
    return "\n".join([*lines, f"{slower} of {len(lines)} slower"])
