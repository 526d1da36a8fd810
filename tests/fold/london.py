"""Days as people in London count them (domain.md section 12)."""

import datetime
import zoneinfo

LONDON = zoneinfo.ZoneInfo("Europe/London")


def day_of(instant):
    """The London day of an instant such as 2021-09-17T16:00:00.000000001Z."""
    whole = instant.removesuffix("Z").partition(".")[0]
    return datetime.datetime.fromisoformat(whole + "+00:00").astimezone(LONDON).date()


def in_order(instant):
    """What instants are compared by; their texts differ in length."""
    whole, _, fraction = instant.removesuffix("Z").partition(".")
    return whole, fraction.ljust(9, "0")


def working_days(first, last, holidays):
    """The working days after `first` up to `last`: the day of the event is day 0."""
    days = (first + datetime.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return {day for day in days if day.weekday() < 5 and day not in holidays}


def working_day_after(first, count, holidays):
    day = first
    while count:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < 5 and day not in holidays
    return day
