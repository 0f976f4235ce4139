"""The tables of a run, in Markdown: every goal with what was measured, then every engine's times."""
from report import figures, goals


def goals_table(report):
    lines = ["| task | what | must | aim | by the clock | by the processor | |", "|---|---|---|---|---|---|---|"]
    for goal in goals.all_of(report):
        sign = "≤ " if goal.at_most else ""
        found = " | ".join("" if value is None else goal.shown(value) for value in (goal.measured, goal.processor))
        lines.append(f"| {goal.task} | {goal.said} | {sign}{goal.shown(goal.must)} | {sign}{goal.shown(goal.aim)} | {found} | {goal.verdict()} |")
    return "\n".join(lines)


def goals_in_short(report):
    verdicts = [goal.verdict() for goal in goals.all_of(report)]
    kinds = {kind: sum(verdict.startswith(kind) for verdict in verdicts) for kind in ("aim reached", "must reached", "missed", "not measured")}
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())


def heading(row):
    size = f" {row['size']:,}"
    threads = f", {row['threads']} thread{'s' if row['threads'] > 1 else ''}"
    sharing = f", sharing {row['sharing']:.2f}" if "sharing" in row else ""
    return f"{row['task']} {row['what']}{size}{threads}{sharing}"


def times_table(report):
    lines = ["| | form | first | min | median | processor | runs | × sop |", "|---|---|---|---|---|---|---|---|"]
    last = ""
    for row in sorted(report["rows"], key=lambda row: (row["task"], row["what"], row["size"], row["threads"])):
        if heading(row) != last:
            last = heading(row)
            lines.append(f"| **{last}** | | | | | | | |")
        ours = figures.find(report, row["task"], row["what"], row["size"], "sop", row["threads"])
        over = figures.processor(row) / figures.processor(ours) if row["threads"] == 1 else figures.median(row) / figures.median(ours)
        values = (row["first"], min(row["times"]), figures.median(row), figures.processor(row))
        shown = " | ".join(figures.timed(value, row["unit"]) for value in values)
        lines.append(f"| {row['engine']} | {row.get('form', '')} | {shown} | {len(row['times'])} | {figures.ratio(over)} |")
    return "\n".join(lines)


def circumstances(report):
    machine = report["machine"]
    engines = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    lines = [f"{machine['cores']} cores of {machine['processor']}, {machine['system']}. {engines}.", "",
             "| task | begun | seconds | load before | load after | sizes |", "|---|---|---|---|---|---|"]
    for name, told in sorted(report["tasks"].items()):
        asked = ", ".join(f"{size.replace('_', ' ')} {value:,}" for size, value in told["asked"].items())
        lines.append(f"| {name} | {told['begun']} | {told['seconds']} | {told['load before']:.1f} | {told['load after']:.1f} | {asked} |")
    return "\n".join(lines)


def page(report):
    present = {row["task"] for row in report["rows"]}
    charts = "\n".join(f"![{task}]({task.lower()}.svg)\n" for task in ("B1", "B2", "B4", "B7") if task in present)
    return (f"# SOPBench: a run on record\n\nWritten by `bench/run`; what was asked and how stands in [performance.md](../performance.md).\n\n"
            f"{circumstances(report)}\n\n## Goals\n\n{goals_in_short(report)}.\n\n{goals_table(report)}\n\n"
            f"## Charts\n\n{charts}\n## Times\n\nBy the clock; *processor*: the median of what the processor took. "
            f"Multiples of sop: of the processor on one thread, else of the clock.\n\n{times_table(report)}\n")
