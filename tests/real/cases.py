"""What is run over the real tables, and what the result is compared with. Each case is one ctest entry."""

import calendar
import dataclasses


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    program: str  # below tests/real; its folder is the case's folder
    expected: str  # SQL in that folder; {data}, {case}, {as_of} (the instants, by comma) are filled in
    inputs: dict[str, str]  # input -> file, in the folder of the data
    as_of: str | tuple[str, ...]  # of several instants each is a run; rows then have a column `as_of`
    timezone: str = "UTC"
    output: str = "facts"  # the table of the run that is compared, on the columns of the expectation
    keys: tuple[str, ...] = ("customer_id",)
    state: bool = False  # the runs share a state file
    prepare: str | None = None  # SQL in that folder, run first: tables that the expectation reads
    real_tables: bool = True  # false: the data is in the case's folder, or made by `generate`
    generate: str | None = None  # a program that makes the data; its first argument is the folder
    generate_options: tuple[str, ...] = ()
    part_of: bool = False  # the expectation knows only some of the customers
    together: str | None = None  # columns of the output: its rows, of all runs together, are counted as `times`


grocer = {
    "purchases": "completejourney/transactions_sample.csv",
    "memberships": "completejourney/campaigns.csv",
    "redemptions": "completejourney/coupon_redemptions.csv",
    "products": "completejourney/products.csv",
    "campaigns": "completejourney/campaign_descriptions.csv",
}

households = Case(
    name="completejourney",
    program="completejourney/households.sop",
    expected="expected.sql",
    inputs=grocer,
    as_of="2017-12-31 23:59:59",
    timezone="America/New_York",
)

cdnow = Case(
    name="cdnow",
    program="cdnow/summary.sop",
    expected="expected.sql",
    inputs={"orders": "cdnow/orders.csv"},
    as_of="1997-09-30 23:59:59",
    timezone="America/New_York",
    part_of=True,
)

# Two runs on one state file; what is said, tagged and done is compared in turn.
standing = Case(
    name="completejourney_standing",
    program="completejourney/standing.sop",
    prepare="standing.sql",
    expected="standing_facts.sql",
    inputs={name: grocer[name] for name in ("purchases", "redemptions")},
    as_of=("2017-06-30 23:59:59", "2017-10-15 12:00:00"),
    timezone="America/New_York",
    state=True,
)

# A journey is the same however often it is ticked: once at the end without a state; monthly, and in uneven steps, with one
# that begins before the first order.
reminder_once = Case(
    name="cdnow_reminder",
    program="cdnow/reminder.sop",
    expected="reminder.sql",
    inputs={"orders": "cdnow/orders.csv"},
    as_of="1998-06-30 23:59:59",
    timezone="America/New_York",
    output="actions",
    together="customer_id, verb, object, source, left(due_at, 19) AS due_at",
    keys=("customer_id", "due_at"),
)
month_ends = tuple(f"{year}-{month:02}-{calendar.monthrange(year, month)[1]} 23:59:59"
                   for year, first, last in ((1996, 12, 12), (1997, 1, 12), (1998, 1, 6)) for month in range(first, last + 1))

campaigns = Case(
    name="completejourney_campaigns",
    program="completejourney/campaigns.sop",
    expected="campaigns.sql",
    inputs={name: grocer[name] for name in ("memberships", "redemptions", "campaigns")},
    as_of="2018-03-31 23:59:59",
    timezone="America/New_York",
    output="actions",
    together="customer_id, step, left(due_at, 19) AS due_at, params",
    keys=("customer_id", "step", "due_at", "params"),
)

cases = [
    Case(
        name="online_retail",
        program="online_retail/rfm.sop",
        expected="expected.sql",
        inputs={"lines": "online_retail/lines.csv"},
        as_of="2011-12-09 23:59:59",
        timezone="Europe/London",
    ),
    Case(
        name="online_retail_quintiles",
        program="online_retail/quintiles.sop",
        expected="quintiles.sql",
        inputs={"lines": "online_retail/lines.csv"},
        as_of="2011-12-09 23:59:59",
        timezone="Europe/London",
    ),
    Case(
        name="online_retail_standard",
        program="online_retail/standard.sop",
        expected="standard.sql",
        inputs={"lines": "online_retail/lines.csv"},
        as_of="2011-12-09 23:59:59",
        timezone="Europe/London",
    ),
    cdnow,
    dataclasses.replace(cdnow, name="cdnow_everybody", expected="everybody.sql", part_of=False),
    dataclasses.replace(
        cdnow,
        name="cdnow_classes",
        program="cdnow/classes.sop",
        expected="classes.sql",
        as_of="1998-06-30 23:59:59",
        part_of=False,
    ),
    dataclasses.replace(
        cdnow,
        name="cdnow_months",
        program="cdnow/months.sop",
        expected="months.sql",
        as_of=tuple(f"{year}-{month:02}-{calendar.monthrange(year, month)[1]} 23:59:59"
                    for year, last in ((1997, 12), (1998, 6)) for month in range(1, last + 1)),
        part_of=False,
    ),
    households,
    # In the middle of the year, in the middle of a day: half of the files lies in the future.
    dataclasses.replace(households, name="completejourney_july", as_of="2017-07-04 12:30:00"),
    standing,
    dataclasses.replace(
        standing,
        name="completejourney_standing_tags",
        expected="standing_tags.sql",
        output="tags",
        keys=("customer_id", "tag", "change"),
    ),
    dataclasses.replace(
        standing,
        name="completejourney_standing_actions",
        expected="standing_actions.sql",
        output="actions",
        keys=("customer_id", "source", "due_at"),
    ),
    Case(
        name="completejourney_departments",
        program="completejourney/counts.sop",
        expected="departments.sql",
        inputs=grocer,
        as_of="2017-12-31 23:59:59",
        timezone="America/New_York",
        output="reports/departments",
        together="coalesce(month, 'all') AS month, coalesce(department, if(total = 'true', 'ALL', 'none')) AS department, "
        '"count(purchases)" AS lines, sales, "avg(purchases.sales_value)" AS mean, "median(purchases.quantity)" AS quantity, '
        '"distinct(purchases.household_id)" AS households, "sales / count(purchases where quantity > 1)" AS per_several, '
        '"count(purchases where spend_so_far > 100)" AS of_spenders',
        keys=("month", "department"),
    ),
    Case(
        name="completejourney_redeeming",
        program="completejourney/counts.sop",
        expected="redeeming.sql",
        inputs=grocer,
        as_of="2017-06-15 12:00:00",
        timezone="America/New_York",
        output="reports/redeeming",
        together="coalesce(campaign_type, 'all') AS campaign_type, received, redeemed, redeemed_open, redeemed_rate, again, again_open",
        keys=("campaign_type",),
    ),
    Case(
        name="online_retail_cohorts",
        program="online_retail/cohorts.sop",
        expected="cohorts.sql",
        inputs={"lines": "online_retail/lines.csv"},
        as_of="2011-12-09 23:59:59",
        timezone="Europe/London",
        output="reports/buyers",
        keys=("month", "age"),
    ),
    campaigns,
    dataclasses.replace(
        campaigns,
        name="completejourney_campaigns_monthly",
        as_of=("2016-11-01 00:00:00", *(f"2017-{month:02}-15 18:00:00" for month in range(1, 13)), "2018-03-31 23:59:59"),
        state=True,
    ),
    dataclasses.replace(
        campaigns,
        name="completejourney_campaigns_ends",
        expected="campaign_ends.sql",
        output="decisions",
        together='customer_id, left("at", 19) AS ended, outcome',
        keys=("customer_id", "ended", "outcome"),
    ),
    reminder_once,
    dataclasses.replace(reminder_once, name="cdnow_reminder_monthly", as_of=month_ends, state=True),
    Case(
        name="reminder_alone",
        program="reminder/reminder.sop",
        expected="alone.sql",
        inputs={"customers": "customers.csv"},
        as_of="2026-11-22 10:00:00",
        output="actions",
        real_tables=False,
    ),
    Case(
        name="reminder_shop",
        program="reminder/shop.sop",
        expected="shop.sql",
        inputs={"customers": "customers.csv", "orders": "orders.csv"},
        as_of="2026-11-22 10:00:00",
        timezone="Asia/Shanghai",
        output="actions",
        real_tables=False,
        generate="generate.py",
    ),
    # The benchmark's program, on a hundredth of its customers.
    Case(
        name="fifty_facts",
        program="../../bench/fifty_facts.sop",
        expected="expected.sql",
        inputs={"customers": "customers.parquet", "orders": "orders.parquet", "events": "events.parquet"},
        as_of="2026-11-22 10:00:00",
        timezone="Asia/Shanghai",
        real_tables=False,
        generate="generate.py",
        generate_options=("--customers", "10000"),
    ),
]
