"""Reads feeds with the parsers that others wrote, and says what they understood.

usage: readers.py DIRECTORY
Every *.ics and *.xml in the directory is read; one line of JSON for each entry goes to standard output.
"""

import datetime
import json
import pathlib
import sys

import feedparser
import icalendar
import vobject

UTC = datetime.timezone.utc


def moment(value):
    assert value.tzinfo is not None, "a time without zone"
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def say(**entry):
    print(json.dumps(entry))


def calendars(path):
    content = path.read_bytes()
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        say(
            reader="icalendar",
            file=path.name,
            uid=str(event["UID"]),
            start=moment(event["DTSTART"].dt),
            end=moment(event["DTEND"].dt),
            summary=str(event["SUMMARY"]),
        )
    calendar = vobject.readOne(content.decode("utf-8"), validate=True)
    for event in calendar.contents.get("vevent", []):
        say(
            reader="vobject",
            file=path.name,
            uid=event.uid.value,
            start=moment(event.dtstart.value),
            end=moment(event.dtend.value),
            summary=event.summary.value,
        )


def news(path):
    feed = feedparser.parse(str(path))
    assert not feed.bozo, feed.get("bozo_exception")
    for entry in feed.entries:
        say(
            reader="feedparser",
            file=path.name,
            uid=entry.id,
            start=entry.published,
            end=entry.updated,
            summary=entry.title,
        )


def main():
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        if path.suffix == ".ics":
            calendars(path)
        elif path.suffix == ".xml":
            news(path)


main()
