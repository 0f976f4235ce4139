"""Each example, run daily for some two weeks and run once after a pause of the same length: the tags held, the facts and every action of
a trigger must come out the same (semantics D4, C5, C7). Rules on state look at runs only: what is due at a run's own instant is left out,
and where they share caps with what is compared, so is every customer whom they reached or would have.

Usage: daily.py SOPC
"""
import csv
import datetime as dt
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = {  # the last day and the hour of the runs; what looks at runs only and counts in caps
    "a_tag_system": ("2026-11-18", "10:00", ("invite_east_group", "invite_north_group", "invite_south_group", "invite_campus_group")),
    "b_repurchase_chain": ("2026-11-18", "16:00", ("send_该再来了", "send_内容号")),
    "c_tagged_sop": ("2026-11-20", "12:00", ()),
    "d_people_goods_scene": ("2026-11-20", "16:00", ("send_early_look", "send_offer_medical", "send_offer_critical", "send_offer_life")),
    "d_one_id": ("2026-11-20", "10:00", ("send_老友礼",)),
    "e_tiers": ("2026-11-18", "12:30", ("send_新贵问候", "send_老友优惠", "send_招牌介绍")),
}
DAYS = 14


def run(sopc, example, state, as_of, out):
    folder = ROOT / "examples" / example
    data = [f"--data={file.stem}={file}" for file in sorted((folder / "data").glob("*.csv"))]
    subprocess.run([sopc, "run", ".", *data, "--state", state, "--as-of", as_of, "--allow-blast", "100000", "--out", out],
                   cwd=folder, check=True, capture_output=True)


def rows(file):
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def chain(sopc, example, instants, left_out, of_runs):
    """What the runs at these instants leave: actions of triggers after the first run, tags held, the last facts, who is left out."""
    actions, held, reached = [], set(), set()
    with tempfile.TemporaryDirectory() as folder:
        for number, as_of in enumerate(instants):
            out = pathlib.Path(folder, str(number))
            run(sopc, example, f"{folder}/state", as_of, str(out))
            for row in rows(out / "actions.csv") if number else []:
                if row["due_at"][:16].replace("T", " ") not in left_out:
                    actions.append(tuple(row[name] for name in ("customer_id", "due_at", "step", "effect_id", "staff", "params")))
            if number:  # the first run is the same for both
                done = rows(out / "actions.csv") + rows(out / "decisions.csv")
                reached |= {row["customer_id"] for row in done if row["source"] in of_runs}
            for row in rows(out / "tags.csv"):
                change = held.add if row["change"] in ("add", "refresh") else held.discard
                change((row["customer_id"], row["group"], row["tag"]))
        return sorted(actions), held, rows(out / "facts.csv"), reached


def main():
    sopc, wrong = str(pathlib.Path(sys.argv[1]).resolve()), 0
    for example, (last, hour, of_runs) in EXAMPLES.items():
        end = dt.date.fromisoformat(last)
        days = [f"{end - dt.timedelta(days=back)} {hour}" for back in range(DAYS, -1, -1)]
        daily, paused = (list(chain(sopc, example, runs, set(days), of_runs)) for runs in (days, [days[0], days[-1]]))
        reached = daily.pop() | paused.pop()
        for side in (daily, paused):
            side[0] = [action for action in side[0] if action[0] not in reached]
        for what, one, other in zip(("actions", "tags", "facts"), daily, paused):
            if not one or one != other:
                wrong += 1
                print(f"{example}: {what} differ, or there are none: {len(one)} daily, {len(other)} after the pause")
                print(*[entry for entry in one if entry not in other][:5], sep="\n")
        print(f"{example}: {len(daily[0])} actions of triggers, {len(daily[1])} tags, {len(daily[2])} customers compared")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
