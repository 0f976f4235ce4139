"""The Chinese lunar months from the sky: new moons and the sun's longitude after Jean Meeus, Astronomical Algorithms
(chapters 25, 27, 49), and the rules of GB/T 33661-2017: a month begins on the day of its new moon in China, the winter
solstice lies in month 11, and of thirteen months between two solstices the first without a major solar term is the leap
month. Knows nothing of the table it is compared with. Good for a few centuries around 2000.
"""
import math

CHINA = 8 / 24  # days
J2000 = 2451545.0


def delta_t_days(year):
    """Dynamical minus universal time (Espenak and Meeus), 2005 to 2050."""
    t = year - 2000
    return (62.92 + 0.32217 * t + 0.005589 * t * t) / 86400


def sin(degrees):
    return math.sin(math.radians(degrees))


def cos(degrees):
    return math.cos(math.radians(degrees))


def new_moon(k):
    """Julian day, dynamical time, of the k-th new moon since that of 2000-01-06."""
    t = k / 1236.85
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.000000150 * t**3 + 0.00000000073 * t**4
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * t**2
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3
    lat = 160.7108 + 390.67050284 * k - 0.0016118 * t**2
    node = 124.7746 - 1.56375588 * k + 0.0020672 * t**2
    terms = [
        (-0.40720, 0, 0, 1, 0), (0.17241, 1, 1, 0, 0), (0.01608, 0, 0, 2, 0), (0.01039, 0, 0, 0, 2),
        (0.00739, 1, -1, 1, 0), (-0.00514, 1, 1, 1, 0), (0.00208, 2, 2, 0, 0), (-0.00111, 0, 0, 1, -2),
        (-0.00057, 0, 0, 1, 2), (0.00056, 1, 1, 2, 0), (-0.00042, 0, 0, 3, 0), (0.00042, 1, 1, 0, 2),
        (0.00038, 1, 1, 0, -2), (-0.00024, 1, -1, 2, 0), (-0.00007, 0, 2, 1, 0), (0.00004, 0, 0, 2, -2),
        (0.00004, 0, 3, 0, 0), (0.00003, 0, 1, 1, -2), (0.00003, 0, 0, 2, 2), (-0.00003, 0, 1, 1, 2),
        (0.00003, 0, -1, 1, 2), (-0.00002, 0, -1, 1, -2), (-0.00002, 0, 1, 3, 0), (0.00002, 0, 0, 4, 0),
    ]
    for size, power, m, n, f in terms:
        jde += size * e**power * sin(m * sun + n * moon + f * lat)
    jde -= 0.00017 * sin(node)
    planets = [
        (325, 299.77 + 0.107408 * k - 0.009173 * t**2), (165, 251.88 + 0.016321 * k), (164, 251.83 + 26.651886 * k),
        (126, 349.42 + 36.412478 * k), (110, 84.66 + 18.206239 * k), (62, 141.74 + 53.303771 * k),
        (60, 207.14 + 2.453732 * k), (56, 154.84 + 7.306860 * k), (47, 34.52 + 27.261239 * k),
        (42, 207.19 + 0.121824 * k), (40, 291.34 + 1.844379 * k), (37, 161.72 + 24.198154 * k),
        (35, 239.56 + 25.513099 * k), (23, 331.55 + 3.592518 * k),
    ]
    return jde + sum(size * 1e-6 * sin(angle) for size, angle in planets)


def sun_longitude(jde):
    """Apparent longitude in degrees, to about 0.01."""
    t = (jde - J2000) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t**2
    m = 357.52911 + 35999.05029 * t - 0.0001537 * t**2
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    return (mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t)) % 360


def china_day(jde, year):
    """The day number since 1970-01-01 of the Chinese date of an instant."""
    return math.floor(jde - delta_t_days(year) + CHINA - 2440587.5)


def instant_of_longitude(degrees, guess):
    jde = guess
    for _ in range(30):
        jde += 58 * sin(degrees - sun_longitude(jde))
    return jde


def months_of_sui(year):
    """[(first day, month, leap)] from the month of the winter solstice of year - 1 to the last before the next."""
    def solstice(y):
        return china_day(instant_of_longitude(270, J2000 + (y - 2000) * 365.2422 + 355), y)

    begin, end = solstice(year - 1), solstice(year)
    k = math.floor((year - 1 - 2000) * 12.3685) + 8
    days = [china_day(new_moon(k + i), year) for i in range(20)]
    first = max(i for i, day in enumerate(days) if day <= begin)
    last = max(i for i, day in enumerate(days) if day <= end)
    assert last - first in (12, 13) and last + 1 < len(days)
    terms = set()
    for i in range(14):  # major terms: every 30 degrees from the solstice on
        guess = J2000 + (year - 1 - 2000) * 365.2422 + 355 + i * 30.4368
        terms.add(china_day(instant_of_longitude((270 + 30 * i) % 360, guess), year))
    leap_seen, number, out = last - first == 12, 11, []
    for i in range(first, last):
        has_term = any(days[i] <= term < days[i + 1] for term in terms)
        leap = not leap_seen and not has_term and i > first
        leap_seen = leap_seen or leap
        if not leap and i > first:
            number = number % 12 + 1
        out.append((days[i], number, leap))
    return out


def lunar_year(year):
    """[(first day, month, leap)] of the months 1 to 12 of the lunar year that begins in this year."""
    months = months_of_sui(year) + months_of_sui(year + 1)
    first = next(i for i, (_, number, leap) in enumerate(months) if number == 1 and not leap)
    last = next(i for i in range(first + 1, len(months)) if months[i][1] == 1 and not months[i][2])
    return months[first:last], months[last][0]
