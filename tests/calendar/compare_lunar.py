#!/usr/bin/env python3
"""The lunar table of stdlib/time against two readings that know nothing of it: the sky (lunar_months.py) and, where it is
installed, the package `lunardate`, day by day. Prints how many days agree; exit 1 at the first that does not.
"""
import datetime
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import lunar_months  # noqa: E402

EPOCH = datetime.date(1970, 1, 1)
TABLE = pathlib.Path(__file__).parents[2] / "stdlib/time/lunar_years.def"
ROW = re.compile(r'SOP_LUNAR_YEAR\((\d+), (\d+), (\d+), (\d+), "([+-]+)"\)')


def table_months():
    """{year: ([(first day, month, leap)], first day of the next year)}"""
    years = {}
    for year, month, day, leap_month, lengths in ROW.findall(TABLE.read_text(encoding="utf-8")):
        year, leap_month = int(year), int(leap_month)
        first = (datetime.date(year, int(month), int(day)) - EPOCH).days
        months, number, leap = [], 1, False
        for length in lengths:
            months.append((first, number, leap))
            first += 30 if length == "+" else 29
            leap = number == leap_month and not leap
            number += not leap
        years[year] = (months, first)
    return years


def against_the_sky(years):
    compared = 0
    for year, (months, end) in years.items():
        expected, expected_end = lunar_months.lunar_year(year)
        if months != expected or end != expected_end:
            sys.exit(f"{year}: the table has {months} to {end}, the sky {expected} to {expected_end}")
        compared += end - months[0][0]
    print(f"lunar table: {compared} days of {len(years)} years agree with new moons and solstices")


def against_lunardate(years):
    try:
        from lunardate import LunarDate
    except ImportError:
        print("lunar table: `lunardate` is not installed, not compared with it")
        return
    compared = 0
    for year, (months, end) in years.items():
        bounds = [month[0] for month in months] + [end]
        for i, (first, number, leap) in enumerate(months):
            for day in range(first, bounds[i + 1]):
                date = EPOCH + datetime.timedelta(day)
                found = LunarDate.from_solar_date(date.year, date.month, date.day)
                known = (found.year, found.month, found.day, bool(found.is_leap_month))
                if known != (year, number, day - first + 1, leap):
                    sys.exit(f"{date}: the table has {year}-{number}-{day - first + 1} leap {leap}, lunardate {known}")
                compared += 1
    print(f"lunar table: {compared} days agree with lunardate")


if __name__ == "__main__":
    found = table_months()
    if sorted(found) != list(range(2014, 2041)):
        sys.exit(f"the table holds {sorted(found)}, not 2014 to 2040")
    against_the_sky(found)
    against_lunardate(found)
