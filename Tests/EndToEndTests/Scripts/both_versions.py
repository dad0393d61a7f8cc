"""What 3.1.1 and 5.0 have in common, played with Paho's client."""

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from talk import Client, equal, main


def lasting(version):
    """What makes a session outlive its connection."""
    if version != "5.0":
        return {"clean": False}
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 3600
    return {"clean": False, "properties": properties}


def qos(port, version):
    reader = Client(port, version, "reader")
    reader.subscribe("farm/#", qos=2)
    writer = Client(port, version, "writer")
    for level in (0, 1, 2):
        writer.publish(f"farm/{level}", f"m{level}", qos=level)
    found = [reader.message() for _ in range(3)]
    equal([(m.topic, m.payload, m.qos) for m in found],
          [(f"farm/{n}", f"m{n}".encode(), n) for n in (0, 1, 2)])


def many(port, version):
    reader = Client(port, version, "reader")
    reader.subscribe("many/#", qos=2)
    writer = Client(port, version, "writer")
    for number in range(500):
        writer.paho.publish("many/n", str(number), qos=2)
    equal([int(reader.message().payload) for _ in range(500)], list(range(500)))


def retained(port, version):
    writer = Client(port, version, "writer")
    writer.publish("state/a", "calm", qos=1, retain=True)
    first = Client(port, version, "first")
    first.subscribe("state/+", qos=1)
    message = first.message()
    equal((message.payload, message.retain), (b"calm", True))
    writer.publish("state/a", "", qos=1, retain=True)
    second = Client(port, version, "second")
    second.subscribe("state/+", qos=1)
    writer.publish("state/fence", "end", qos=1)
    equal(second.payloads(), [])


def will(port, version):
    watcher = Client(port, version, "watcher")
    watcher.subscribe("wills/#", qos=1)
    polite = Client(port, version, "polite", will={"topic": "wills/polite", "payload": "no"})
    polite.leave()
    doomed = Client(
        port, version, "doomed",
        will={"topic": "wills/doomed", "payload": "gone", "qos": 1, "retain": True})
    doomed.die()
    message = watcher.message()
    equal((message.topic, message.payload), ("wills/doomed", b"gone"))
    late = Client(port, version, "late")
    late.subscribe("wills/#", qos=1)
    equal(late.message().retain, True)


def session(port, version):
    first = Client(port, version, "keeper", **lasting(version))
    equal(first.flags.session_present, False)
    first.subscribe("mail/#", qos=2)
    first.leave()
    writer = Client(port, version, "writer")
    for number in range(20):
        writer.publish("mail/x", f"{number}", qos=1 + number % 2)
    second = Client(port, version, "keeper", **lasting(version))
    equal(second.flags.session_present, True)
    found = [second.message() for _ in range(20)]
    # Paho hands on a message of QoS 2 once it is released, so order holds within each QoS.
    for level in (1, 2):
        equal([int(m.payload) for m in found if m.qos == level],
              [n for n in range(20) if 1 + n % 2 == level])
    second.leave()
    third = Client(port, version, "keeper", clean=True)
    equal(third.flags.session_present, False)


def shared(port, version):
    members = [Client(port, version, name) for name in ("ann", "bob", "cyd")]
    for member in members:
        member.subscribe("$share/team/tasks/+", qos=1)
        member.subscribe("fence", qos=1)
    writer = Client(port, version, "writer")
    for number in range(30):
        writer.publish(f"tasks/{number}", f"{number}", qos=1)
    writer.publish("fence", "end", qos=1)
    shares = [member.payloads() for member in members]
    equal(sorted(int(p) for share in shares for p in share), list(range(30)))
    assert all(shares), f"somebody has nothing to do: {shares}"


def takeover(port, version):
    first = Client(port, version, "twin")
    second = Client(port, version, "twin")
    reason = first.take("disconnect")
    if version == "5.0":
        equal(reason.value, 0x8E)
    second.subscribe("alive", qos=1)
    second.publish("alive", "yes", qos=1)
    equal(second.message().payload, b"yes")


main({f.__name__: f for f in [qos, many, retained, will, session, shared, takeover]})
