"""What a text says of an event: day and hour, place or link, seats. What the words mean is given from outside."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from .event_days import Day, day_and_hour, elsewhere
from .event_vocabulary import Vocabulary
from .when import FAR, Calendar, PastError, understood

LINK = re.compile(r"https?://[^\s<>»\"]+[^\s<>»\".,;:!?)]")
GAP = re.compile(r"[\s,;]+")
QUOTED = re.compile('\u00ab[^\u00bb]*\u00bb|"[^"]*"')
EDGES = " \t,.;:!-\u2013\u2014"
AFTERNOON, EVENING = 6, 12
"""Hours before these are meant twelve later, when it is said which part of the day they are of."""
MANY = 100_000
"""More seats no event has; a longer number is something else."""


class UnclearError(Exception):
    """The day that was said may be one or another."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was understood; by the author's clock, without a zone. `day` without an hour is no beginning yet.

    `is_past`: a day was named, and it is over. `unclear`: words that may mean one day or another. `is_elsewhere`: the
    hour was said by another clock. `rest` is what was said besides; `left` says of every line how much of it says
    something else: 0 of one that holds nothing but what was understood.
    """

    day: datetime | None = None
    hour: time | None = None
    end: time | None = None
    place: str = ""
    link: str = ""
    seats: int | None = None
    title: str = ""
    rest: str = ""
    is_past: bool = False
    unclear: str = ""
    is_elsewhere: bool = False
    left: tuple[int, ...] = ()

    @property
    def starts_at(self) -> datetime | None:
        return None if self.day is None or self.hour is None else datetime.combine(self.day.date(), self.hour)

    @property
    def ends_at(self) -> datetime | None:
        """The next day where the end is earlier than the beginning."""
        start = self.starts_at
        if start is None or self.end is None:
            return None
        found = datetime.combine(start.date(), self.end)
        return found if found > start else found + timedelta(days=1)


def read(text: str, words: Vocabulary, now: datetime) -> Found:
    """Everything the text says; by the clock of `now`."""
    made, spans, found, zone = words.patterns, [], Found(), None
    plain = _blanked(text, (match.span() for match in QUOTED.finditer(text)))
    if link := LINK.search(text):
        found = replace(found, link=link[0])
        spans.append(link.span())
        plain = _blanked(plain, [link.span()])
    when, clock = day_and_hour(plain, words)
    if when:
        spans.append(when.span)
        plain = _blanked(plain, [when.span])
    if clock:
        spans.append(clock.span())
        plain = _blanked(plain, [clock.span()])
        zone, where = elsewhere(plain, clock, words)
        if where:
            spans.append(where)
            plain = _blanked(plain, [where])
        begin, end = _hours(clock)
        found = replace(found, hour=begin, end=end)
    if seats := made["seats"].search(plain):
        number = int(next(group for group in seats.groups() if group))
        if 0 < number < MANY:
            found = replace(found, seats=number)
            spans.append(seats.span())
        plain = _blanked(plain, [seats.span()])
    if place := made["mark"].search(plain):
        spans.append(place.span())
        found = replace(
            found, place=_tidy(text[place.start("place") : place.end("place")], spans, place.start("place"))
        )
    elif place := made["place"].search(plain):
        spans.append(place.span())
        found = replace(found, place=place[0].replace("\0", "").strip(EDGES))
    found = _with_day(text, found, when, zone, words.calendar, now)
    rest = _blanked(text, spans, " ")
    tidy = GAP.sub(lambda gap: gap[0] if gap[0].isspace() and "\n" not in gap[0] else ", ", rest).strip(EDGES)
    told = spans if when is None or not when.lasts else [span for span in spans if span != when.span]
    return replace(found, title=_title(text, spans), rest=tidy, left=_left(text, told, words.silent))


def only_hour(text: str, words: Vocabulary, day: date, now: datetime) -> Found | None:
    """«15:00», «в 15», «15–17»: at what hour of the day; with another day where it is one by the clock of `now`."""
    said = text.strip()
    if re.fullmatch(r"\d{1,2}(\s*\D.*)?", said):
        said = f"{next(iter(words.at))} {said}"
    clock = words.patterns["clock"].search(said) or words.patterns["hour"].search(said)
    if clock is None:
        return None
    found = Found(None, *_hours(clock))
    zone, _ = elsewhere(_blanked(said, [clock.span()]), clock, words)
    return found if zone is None else _moved(replace(found, day=datetime.combine(day, time())), zone, now)


def _moved(found: Found, zone: timezone, now: datetime) -> Found:
    """What was said by the clock of `zone`, by that of `now`."""
    if found.hour is None:
        return found
    day = (found.day or now).date()
    begin = datetime.combine(day, found.hour, zone).astimezone(now.tzinfo)
    end = found.end and datetime.combine(day, found.end, zone).astimezone(now.tzinfo).time()
    moved = found.day and datetime.combine(begin.date(), time())
    return replace(found, day=moved, hour=begin.time(), end=end, is_elsewhere=begin.time() != found.hour)


def _with_day(
    text: str, found: Found, when: Day | None, zone: timezone | None, calendar: Calendar, now: datetime
) -> Found:
    """Of an hour by another clock nothing is kept where the day is unclear."""
    try:
        return _dated(found, when, zone, calendar, now)
    except PastError:
        return replace(found, is_past=True)
    except UnclearError:
        said = " ".join(text[slice(*when.span)].split()) if when else ""
        return replace(found if zone is None else replace(found, hour=None, end=None), unclear=said)


def _dated(found: Found, when: Day | None, zone: timezone | None, calendar: Calendar, now: datetime) -> Found:
    """With the day, by the clock of `now`; «today» is the author's, whosever the hour is.

    Raises PastError, UnclearError.
    """
    if zone is None:
        return replace(found, day=_day(when, found.hour, calendar, now)) if when else found
    here = now.replace(tzinfo=None)
    day = _day(when, None, calendar, now if when.is_near else now.astimezone(zone)) if when else None
    moved = _moved(replace(found, day=day), zone, now)
    if moved.starts_at and moved.starts_at <= here:
        raise PastError
    return replace(moved, day=None) if moved.starts_at and moved.starts_at - here > FAR else moved


def _blanked(text: str, spans: Iterable[tuple[int, int]], blank: str = "\0") -> str:
    """The text with these places made unreadable, every other character where it was."""
    for begin, end in spans:
        text = text[:begin] + "".join("\n" if char == "\n" else blank for char in text[begin:end]) + text[end:]
    return text


def _hours(match: re.Match[str]) -> tuple[time, time | None]:
    numbers = [int(group) if group else None for group in match.groups()[:-3]]
    at = len(numbers) - 3
    begin = _clock(numbers[0], numbers[1], numbers[2] if at == 3 else None)
    end = None if numbers[at] is None and numbers[at + 2] is None else _clock(*numbers[at:])
    if not (match["afternoon"] or match["evening"] or match["morning"]):
        return _by_day(begin, end, _is_spoken(match, 1), _is_spoken(match, at + 1))
    before = AFTERNOON if match["afternoon"] else EVENING if match["evening"] else 0
    if end is None:
        return _later(begin, before), None
    end = _later(end, before)
    return (later if (later := _later(begin, before)) < end else begin), end


def _is_spoken(match: re.Match[str], hour: int) -> bool:
    """«3», «3 часа», «3 часа 30 минут», the hour in that group or alone: «3:00» and «03» are by the clock of 24."""
    if match[hour] is None:
        return not (match[hour + 2] or "0").startswith("0")
    return any(char.isalpha() for char in match.string[match.end(hour) : match.start(hour + 1)])


def _by_day(begin: time, end: time | None, is_begin_spoken: bool, is_end_spoken: bool) -> tuple[time, time | None]:
    """Nothing begins at three in the night: «в 3 часа», «с 10 до 2», «с 5 до 8» are of the afternoon."""
    day = _later(begin, AFTERNOON) if is_begin_spoken else begin
    if end is not None:
        end = _later(end, EVENING if day != begin and end < day else AFTERNOON if is_end_spoken else 0)
    return day, end


def _later(hour: time, before: int) -> time:
    """By the clock of 24 hours where it is said by that of twelve: «3 часа дня», «8 вечера»."""
    return hour.replace(hour=hour.hour + 12) if hour.hour < before else hour


def _clock(hour: int | None, minute: int | None, alone: int | None) -> time:
    return time(alone or 0) if hour is None else time(hour, minute or 0)


def _day(when: Day, hour: time | None, calendar: Calendar, now: datetime) -> datetime | None:
    """The day, not yet over by its hour, or by its end where no hour is known. Raises PastError, UnclearError."""
    dotted = " ".join(_dotted(when.said.casefold().replace("\u0451", "\u0435").split(), calendar))
    clock = hour or time(23, 59)
    found = understood(f"{dotted} {clock:%H:%M}", calendar, now)
    if when.is_unclear or (found and when.weekday not in (None, found.weekday())):
        raise UnclearError
    return found and datetime.combine(found.date(), time())


def _dotted(words: list[str], calendar: Calendar) -> Iterator[str]:
    """«26 ноября 2026» as «26.11.2026»."""
    if len(words) > 1 and words[1] in calendar.months:
        yield ".".join([words[0], str(calendar.months[words[1]]), *words[2:3]])
    else:
        yield from words


def _tidy(said: str, spans: list[tuple[int, int]], offset: int) -> str:
    """A place without what else was understood in it."""
    inside = [(max(0, begin - offset), end - offset) for begin, end in spans if offset <= begin < offset + len(said)]
    return re.sub(r"\s*,\s*(,\s*)*", ", ", _blanked(said, inside, " ")).strip(EDGES)


def _left(text: str, spans: list[tuple[int, int]], silent: frozenset[str]) -> tuple[int, ...]:
    """Characters of every line before what was understood; a line that goes on behind it stays whole."""

    def says(piece: str) -> bool:
        return any(word not in silent for word in re.findall(r"\w+", piece.casefold()))

    found = []
    for line in _blanked(text, spans).split("\n"):
        at = line.find("\0")
        head = line[: max(at, 0)].rstrip(EDGES + "(")
        is_whole = at < 0 or says(line[at:].replace("\0", " "))
        found.append(len(line) if is_whole else len(head) if says(head) else 0)
    return tuple(found) if any(found) else tuple(len(line) for line in text.split("\n"))


def _title(text: str, spans: list[tuple[int, int]]) -> str:
    """The first line, as far as nothing else begins in it."""
    line = text.strip().split("\n", 1)[0]
    offset = text.find(line)
    cuts = [begin - offset for begin, _ in spans if 0 < begin - offset < len(line)]
    cut = line[: min(cuts)].strip(EDGES) if cuts else ""
    return cut or line.strip()
