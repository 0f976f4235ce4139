"""What one household of the grocer lived through, as a page to read, compared with the page kept beside the program.

The rows are what `sopc run` wrote: actions and decisions. Which campaign a row belongs to is found by its day. Usage:
timeline.py --sopc build/release/sopc [--data ../shared/data] [--update]
"""

import argparse
import csv
import datetime
import difflib
import json
import pathlib
import subprocess
import sys
import tempfile

from cases import campaigns as case

here = pathlib.Path(__file__).resolve().parent
household = "208"
page = here / "completejourney" / "household_208.md"


def arguments():
    parser = argparse.ArgumentParser(description="the timeline of one household")
    parser.add_argument("--sopc", required=True)
    parser.add_argument("--data", type=pathlib.Path, default=here.parents[2] / "shared" / "data")
    parser.add_argument("--update", action="store_true")
    return parser.parse_args()


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(options, out):
    command = [options.sopc, "run", here / case.program, "--as-of", case.as_of, "--out", out]
    for name, file in case.inputs.items():
        command += ["--data", f"{name}={options.data / file}"]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def day_of(text):
    return datetime.date.fromisoformat(text[:10])


class Campaigns:
    """The household's campaigns by their days; it has never two that begin, or that end, on one day."""

    def __init__(self, options):
        folder = options.data / "completejourney"
        mine = {row["campaign_id"] for row in rows_of(folder / "campaigns.csv") if row["household_id"] == household}
        self.redeemed = {}
        for row in rows_of(folder / "coupon_redemptions.csv"):
            if row["household_id"] == household:
                self.redeemed.setdefault(row["campaign_id"], []).append(day_of(row["redemption_date"]))
        self.begin, self.end = {}, {}
        for row in rows_of(folder / "campaign_descriptions.csv"):
            if row["campaign_id"] not in mine:
                continue
            self.begin[day_of(row["start_date"])] = row["campaign_id"]
            self.end[day_of(row["end_date"])] = row["campaign_id"]
        assert len(self.begin) == len(self.end) == len(mine)

    def of(self, stage, at):
        if stage == "offer":
            return self.begin[at]
        if stage == "remind":
            return self.end[at + datetime.timedelta(days=3)]
        if stage == "goal":
            return next(campaign for campaign, days in self.redeemed.items() if min(days) == at)
        return self.end[at - datetime.timedelta(days=1)]


def lines_of(options, out):
    campaigns = Campaigns(options)
    found = []
    for row in rows_of(out / "actions.csv"):
        if row["customer_id"] != household:
            continue
        at = row["due_at"]
        if row["step"] == "matched":
            what = json.loads(row["params"])
            found.append((at, 0, what["campaign"], row["step"], f"coupon {what['upc']} redeemed", ""))
        else:
            campaign = campaigns.of(row["step"].split(".")[0], day_of(at))
            found.append((at, 2, campaign, row["step"], f"{row['verb']} {row['object']}", row["reason"]))
    for row in rows_of(out / "decisions.csv"):
        if row["customer_id"] == household:
            campaign = campaigns.of(row["outcome"], day_of(row["at"]))
            found.append((row["at"], 1, campaign, row["step"], row["outcome"], row["reason"]))
    return sorted(found, key=lambda line: (datetime.datetime.fromisoformat(line[0]), line[1]))


def text_of(lines):
    out = [f"# Household {household}", ""]
    out += ["What `campaigns.sop` does for one household, over all its campaigns: `tests/real/timeline.py`.", ""]
    out += ["| instant | campaign | step | what | reason |", "|---|---|---|---|---|"]
    out += [f"| {at[:16].replace('T', ' ')} | {' | '.join(cells)} |" for at, _, *cells in lines]
    return "\n".join(out) + "\n"


def main():
    options = arguments()
    if not options.data.is_dir():
        print("skipped: no real tables")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch, "out")
        run(options, out)
        lines = lines_of(options, out)
    got = text_of(lines)
    if options.update:
        page.write_text(got)
    want = page.read_text()
    sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), got.splitlines(True), page.name, "now"))
    print(f"household {household}: {len(lines)} lines, {'as kept' if want == got else 'different'}")
    return int(want != got)


sys.exit(main())
