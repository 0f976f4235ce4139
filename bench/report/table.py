"""The tables of a run, in Markdown: every goal with what was measured, then every engine's times."""
from report import figures, goals


def goals_table(report):
    lines = ["| task | what | must | aim | measured | |", "|---|---|---|---|---|---|"]
    for goal in goals.all_of(report):
        sign = "≤ " if goal.at_most else ""
        measured = "" if goal.measured is None else goal.shown(goal.measured)
        lines.append(f"| {goal.task} | {goal.said} | {sign}{goal.shown(goal.must)} | {sign}{goal.shown(goal.aim)} | {measured} | {goal.verdict()} |")
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
    lines = ["| | form | first | min | median | of | × sop |", "|---|---|---|---|---|---|---|"]
    last = ""
    for row in report["rows"]:
        if heading(row) != last:
            last = heading(row)
            lines.append(f"| **{last}** | | | | | | |")
        ours = figures.find(report, row["task"], row["what"], row["size"], "sop", row["threads"])
        over = figures.ratio(figures.median(row) / figures.median(ours)) if ours else ""
        shown = [figures.timed(value, row["unit"]) for value in (row["first"], min(row["times"]), figures.median(row))]
        lines.append(f"| {row['engine']} | {row.get('form', '')} | {' | '.join(shown)} | {len(row['times'])} | {over} |")
    return "\n".join(lines)


def circumstances(report):
    machine = report["machine"]
    engines = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    return (f"{report['begun']}, {machine['cores']} cores of {machine['processor']}; load {machine['load']:.1f} at the beginning and "
            f"{machine['load at the end']:.1f} at the end. {report['customers']:,} customers. {engines}.")


def page(report):
    return (f"# SOPBench: one run\n\nWritten by `bench/run`. {circumstances(report)}\n\n{goals_in_short(report)}.\n\n## Goals\n\n"
            f"{goals_table(report)}\n\n## Times\n\n{times_table(report)}\n")
