"""Recomputes what a report of gale claims from a capture of the same run, and says both.

    recompute.py SEGMENTS PORT REPORT

SEGMENTS has a line a TCP segment: time, stream, source port, sequence number, payload in hex.
Nothing of gale is used: the streams are put together and MQTT is read here once more.

Latency counts two ways. From the send: from the segment that brought the PUBLISH to the broker to
the one that brought it to the subscriber; the report has it as serviceTime. From the due instant:
to the same end, from the instant that the payload names, by the clock of the capture.
"""

import json
import math
import re
import sys
from collections import defaultdict, deque
from datetime import datetime, timezone

MILLISECOND = 1_000_000


def read_segments(path, port):
    """(stream, is_to_broker) -> [(time in ns, sequence number, bytes)], in order of capture."""
    flows = defaultdict(list)
    with open(path) as lines:
        for line in lines:
            time, stream, source, sequence, payload = line.rstrip("\n").split("\t")
            whole, _, fraction = time.partition(".")
            nanoseconds = int(whole) * 1_000_000_000 + int((fraction + "0" * 9)[:9])
            flows[int(stream), int(source) != port].append(
                (nanoseconds, int(sequence), bytes.fromhex(payload.replace(":", ""))))
    return flows


def assemble(segments):
    """The bytes of one direction, each once, with the time at which each stretch came.

    A segment that was sent again is counted once.
    """
    stream = bytearray()
    arrivals = []
    start = segments[0][1]
    waiting = {}
    for time, sequence, payload in segments:
        waiting[(sequence - start) % 2**32] = (time, payload)
        for place in sorted(waiting):
            if place > len(stream) or place > 2**31:
                break
            then, part = waiting.pop(place)
            fresh = part[len(stream) - place:]
            if fresh:
                stream += fresh
                arrivals.append((len(stream), max(then, time)))
    if any(place < 2**31 for place in waiting):
        sys.exit("a segment is missing from the capture")
    return bytes(stream), arrivals


def packets(stream, arrivals):
    """(time of the last byte, first byte, body) of each MQTT packet."""
    place = 0
    arrival = 0
    while place < len(stream):
        length, shift, at = 0, 0, place + 1
        while at < len(stream):
            byte = stream[at]
            length |= (byte & 0x7F) << shift
            at += 1
            shift += 7
            if byte < 0x80:
                break
        end = at + length
        if at >= len(stream) and length == 0 and shift == 0 or end > len(stream):
            print(f"note: {len(stream) - place} bytes at the end are no whole packet")
            return
        while arrivals[arrival][0] < end:
            arrival += 1
        yield arrivals[arrival][1], stream[place], stream[at:end]
        place = end


def variable(body, at):
    value = shift = 0
    while True:
        value |= (body[at] & 0x7F) << shift
        shift += 7
        at += 1
        if body[at - 1] < 0x80:
            return value, at


def publish(first, body, version):
    """(topic, payload) of a PUBLISH; Topic Aliases are not used by the scenario."""
    at = 2 + int.from_bytes(body[:2], "big")
    topic = body[2:at]
    if first & 0x06:
        at += 2
    if version == 5:
        length, at = variable(body, at)
        at += length
    return topic, body[at:]


STAMP = re.compile(rb"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})\d{6}Z")


def due(payload):
    found = STAMP.search(payload)
    if not found:
        return None
    *moment, milliseconds = (int(part) for part in found.groups())
    seconds = int(datetime(*moment, tzinfo=timezone.utc).timestamp())
    return seconds * 1_000_000_000 + milliseconds * MILLISECOND


def quantile(values, share):
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def main():
    segments, port, report_path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with open(report_path) as file:
        report = json.load(file)
    flows = read_segments(segments, port)
    total = 0
    sent = defaultdict(deque)
    deliveries = []
    counts = {"published": 0, "delivered": 0, "again": 0}
    streams = {}
    for key, parts in flows.items():
        streams[key] = assemble(parts)
        total += len(streams[key][0])
    versions = {}
    for (stream, to_broker), (data, arrivals) in sorted(
            streams.items(), key=lambda item: not item[0][1]):
        for time, first, body in packets(data, arrivals):
            if to_broker and first >> 4 == 1:
                versions[stream] = body[6]
            if first >> 4 != 3:
                continue
            if first & 0x08:
                counts["again"] += 1
                continue
            message = publish(first, body, versions.get(stream))
            if to_broker:
                counts["published"] += 1
                sent[message].append(time)
            else:
                counts["delivered"] += 1
                deliveries.append((time, message))

    good = True

    def line(name, ours, theirs, unit, limit):
        nonlocal good
        difference = ours - theirs
        verdict = "" if abs(difference) <= limit else f", MORE THAN {limit:g}{unit}"
        good = good and not verdict
        print(f"{name}: report {ours:.10g}{unit}, capture {theirs:.10g}{unit}, "
              f"difference {difference:.6g}{unit}{verdict}")

    books = report["bytes"]
    accounts = ("payload", "topic", "mqtt", "acknowledgements", "keepAlive")
    line("bytes", sum(books[account] for account in accounts), total, "", 0)
    for name in ("published", "delivered"):
        line(name, report["messages"][name], counts[name], "", 0)

    service, whole, starts = [], [], []
    for time, message in sorted(deliveries, key=lambda delivery: delivery[0]):
        # One subscriber: each message comes once, in the order of its topic.
        if not sent[message]:
            sys.exit("the broker delivered what nobody sent")
        begin = sent[message].popleft()
        service.append(time - begin)
        instant = due(message[1])
        if instant is not None:
            whole.append(time - instant)
            starts.append(begin - instant)
    for title, values, place in (
            ("from the send", service, report["serviceTime"]["endToEnd"]),
            ("from the due instant", whole, report["latency"]["endToEnd"])):
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            theirs = quantile(values, share) / 1000
            line(f"end to end {title}, {name}", place[name] / 1000, round(theirs, 1), " µs",
                 max(50, round(0.05 * theirs, 1)))
    if starts:
        print(f"note: on the wire p50 {quantile(starts, 0.5) / 1000:.1f} µs after it was due, "
              f"p99 {quantile(starts, 0.99) / 1000:.1f} µs; gale's own clock said "
              f"{report['generator']['latenessP50'] / 1000:.1f} µs, "
              f"{report['generator']['latenessP99'] / 1000:.1f} µs")
    if counts["again"]:
        print(f"note: {counts['again']} PUBLISH packets carried DUP")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
