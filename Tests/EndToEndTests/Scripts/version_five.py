"""What 5.0 alone has, played with Paho's client."""

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from talk import Client, equal, main


def publish_properties(**values):
    properties = Properties(PacketTypes.PUBLISH)
    for name, value in values.items():
        setattr(properties, name, value)
    return properties


def properties(port, version):
    reader = Client(port, version, "reader")
    reader.subscribe("p", qos=2)
    writer = Client(port, version, "writer")
    writer.publish("p", "x", qos=2, properties=publish_properties(
        PayloadFormatIndicator=1, ContentType="text/plain", ResponseTopic="answers",
        CorrelationData=b"\x00\x01\xff", UserProperty=[("a", "1"), ("b", "ü"), ("a", "2")]))
    found = reader.message().properties
    equal(found.PayloadFormatIndicator, 1)
    equal(found.ContentType, "text/plain")
    equal(found.ResponseTopic, "answers")
    equal(found.CorrelationData, b"\x00\x01\xff")
    equal(found.UserProperty, [("a", "1"), ("b", "ü"), ("a", "2")])


def no_local(port, version):
    client = Client(port, version, "one")
    client.subscribe("own/#", options=SubscribeOptions(qos=1, noLocal=True))
    other = Client(port, version, "other")
    client.publish("own/a", "mine", qos=1)
    other.publish("own/a", "end", qos=1)
    equal(client.payloads(), [])


def retain_as_published(port, version):
    plain = Client(port, version, "plain")
    plain.subscribe("r", options=SubscribeOptions(qos=1))
    faithful = Client(port, version, "faithful")
    faithful.subscribe("r", options=SubscribeOptions(qos=1, retainAsPublished=True))
    plain.publish("r", "x", qos=1, retain=True)
    equal((plain.message().retain, faithful.message().retain), (False, True))


def retain_handling(port, version):
    client = Client(port, version, "one")
    client.publish("h", "kept", qos=1, retain=True)
    never = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
    client.subscribe("h", options=never)
    client.publish("h", "end", qos=1)
    equal(client.payloads(), [])


def identifiers(port, version):
    client = Client(port, version, "one")
    for number, topic in [(7, "s/+"), (300, "s/#")]:
        wanted = Properties(PacketTypes.SUBSCRIBE)
        wanted.SubscriptionIdentifier = number
        client.subscribe(topic, qos=1, properties=wanted)
    client.publish("s/a", "end", qos=1)
    found = set(client.message().properties.SubscriptionIdentifier)
    if found != {7, 300}:
        found |= set(client.message().properties.SubscriptionIdentifier)
    equal(found, {7, 300})


def expiry(port, version):
    lasting = Properties(PacketTypes.CONNECT)
    lasting.SessionExpiryInterval = 3600
    sleeper = Client(port, version, "sleeper", clean=False, properties=lasting)
    sleeper.subscribe("e", qos=1)
    sleeper.leave()
    writer = Client(port, version, "writer")
    writer.publish("e", "short", qos=1, properties=publish_properties(MessageExpiryInterval=1))
    writer.publish("e", "long", qos=1, properties=publish_properties(MessageExpiryInterval=600))
    writer.publish("e", "end", qos=1)
    # A second passes, told by a Will that is delayed for longer than the message may live.
    delay = Properties(PacketTypes.WILLMESSAGE)
    delay.WillDelayInterval = 2
    writer.subscribe("passed", qos=1)
    session = Properties(PacketTypes.CONNECT)
    session.SessionExpiryInterval = 60
    Client(port, version, "clock", properties=session, will={
        "topic": "passed", "payload": "", "qos": 1, "properties": delay}).die()
    equal(writer.message().topic, "passed")
    awake = Client(port, version, "sleeper", clean=False, properties=lasting)
    first = awake.message()
    equal(first.payload, b"long")
    assert first.properties.MessageExpiryInterval < 600, "the interval did not shrink"
    equal(awake.payloads(), [])


def assigned(port, version):
    client = Client(port, version, "")
    assert client.properties.AssignedClientIdentifier, "the broker gave no name"


def reasons(port, version):
    client = Client(port, version, "one")
    reason = client.publish("nobody/listens", "x", qos=1)
    equal(reason.value, 0x10)
    equal([r.value for r in client.subscribe("a", qos=2)], [2])
    equal(client.publish("a", "x", qos=1).value, 0)



main({f.__name__: f for f in [
    properties, no_local, retain_as_published, retain_handling, identifiers, expiry, assigned,
    reasons]})
