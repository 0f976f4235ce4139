"""B6 of SOPBench: a tick of a journey in which ever more people wait and as many are due. Its cost should follow the due."""
import types

import enrolled


def run(options):
    rows = []
    for inside in options.enrolled:
        given = types.SimpleNamespace(sopc=options.built / "sopc", data=options.data, customers=100_000, base=100_000, due=1000, ticks=3)
        ticks = enrolled.Bench(given, "fixed", inside).go()
        rows.append({"task": "B6", "what": "journey tick, people inside", "size": inside, "threads": 1, "engine": "sop", "form": "sopc run --state",
                     "unit": "s", "first": ticks[0][0], "times": [wall for wall, _, _ in ticks], "cpu": [cpu for _, cpu, _ in ticks]})
    return rows, {}
