"""Recomputes what a report of gale claims from a capture of the same run, and says both.

    recompute.py SEGMENTS PORT REPORT everything|bytes

SEGMENTS has a line a TCP segment: time, stream, source port, sequence number, bytes of IP's header
and of TCP's, payload in hex. Nothing of gale is used: the streams are put together and MQTT is read
here once more.

Where MQTT is wrapped up, bytes alone are compared: what the layers add is theirs to say, but all of
them together are what went over the wire. The first connection is then left out, by which gale
asks whether somebody is there before the run begins; it has a handshake of its own.

The headers of TCP and IP are compared, too. gale has the kernel's counters of segments, and what
each must have; so a selective acknowledgement or a reset makes a difference of a few bytes, and two
sides that close at once one of a segment.

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


class Headers:
    """What one connection took beside its payload."""

    def __init__(self):
        self.sent = self.received = self.bytes = 0


def read_segments(path, port):
    """(stream, is_to_broker) -> [(time in ns, sequence number, bytes)], in order of capture; and
    the headers of each stream."""
    flows, headers = defaultdict(list), defaultdict(Headers)
    with open(path) as lines:
        for line in lines:
            time, stream, source, sequence, ip, tcp, payload = line.rstrip("\n").split("\t")
            is_to_broker = int(source) != port
            stream = int(stream)
            headers[stream].bytes += int(ip) + int(tcp)
            headers[stream].sent += is_to_broker
            headers[stream].received += not is_to_broker
            if not payload:
                continue
            whole, _, fraction = time.partition(".")
            nanoseconds = int(whole) * 1_000_000_000 + int((fraction + "0" * 9)[:9])
            flows[stream, is_to_broker].append(
                (nanoseconds, int(sequence), bytes.fromhex(payload.replace(":", ""))))
    return flows, headers


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


class Comparison:
    """What is compared, and whether all was well."""

    def __init__(self):
        self.is_good = True

    def line(self, name, ours, theirs, unit, limit):
        difference = ours - theirs
        verdict = "" if abs(difference) <= limit else f", MORE THAN {limit:g}{unit}"
        self.is_good = self.is_good and not verdict
        print(f"{name}: report {ours:.10g}{unit}, capture {theirs:.10g}{unit}, "
              f"difference {difference:.6g}{unit}{verdict}")


def compare_bytes(books, streams, headers, line):
    """What moved, and what carried it."""
    line("bytes", books["total"] - books["tcpIP"],
         sum(len(data) for data, _ in streams.values()), "", 0)
    taken = {stream for stream, _ in streams}
    for name, member in (("sent", "segmentsSent"), ("received", "segmentsReceived")):
        theirs = sum(getattr(headers[stream], name) for stream in taken)
        line(f"segments {name}", books[member], theirs, "", len(taken))
    theirs = sum(headers[stream].bytes for stream in taken)
    line("TCP/IP", books["tcpIP"], theirs, "", round(0.02 * theirs))


def main():
    segments, port, report_path, what = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
    with open(report_path) as file:
        report = json.load(file)
    flows, headers = read_segments(segments, port)
    comparison = Comparison()
    line = comparison.line
    if what == "bytes":
        first = min(stream for stream, _ in flows)
        streams = {key: assemble(parts)
                   for key, parts in flows.items() if key[0] != first}
        compare_bytes(report["bytes"], streams, headers, line)
        return 0 if comparison.is_good else 1
    sent = defaultdict(deque)
    deliveries = []
    counts = {"published": 0, "delivered": 0, "again": 0}
    streams = {}
    for key, parts in flows.items():
        streams[key] = assemble(parts)
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

    compare_bytes(report["bytes"], streams, headers, line)
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
    return 0 if comparison.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
