"""What the Paho scripts have in common: a client that waits for events, each for a bounded time."""

import queue
import sys

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

PATIENCE = 10
VERSIONS = {"3.1.1": paho.MQTTv311, "5.0": paho.MQTTv5}


class Client:
    """A Paho client whose callbacks become events that a script waits for."""

    def __init__(self, port, version, name, clean=True, properties=None, user=None, will=None,
                 tls=None, transport="tcp"):
        self.five = version == "5.0"
        extra = {} if self.five else {"clean_session": clean}
        self.paho = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=VERSIONS[version],
            transport=transport, **extra)
        self.events = {kind: queue.Queue() for kind in
                       ["connect", "disconnect", "subscribe", "message", "publish"]}
        self.paho.on_connect = lambda c, u, flags, reason, props: self.put(
            "connect", (flags, reason, props))
        self.paho.on_disconnect = lambda c, u, flags, reason, props: self.put(
            "disconnect", reason)
        self.paho.on_subscribe = lambda c, u, mid, reasons, props: self.put(
            "subscribe", reasons)
        self.paho.on_message = lambda c, u, message: self.put("message", message)
        self.paho.on_publish = lambda c, u, mid, reason, props: self.put("publish", reason)
        if user:
            self.paho.username_pw_set(*user)
        if will:
            self.paho.will_set(**will)
        if tls:
            self.paho.tls_set_context(tls)
        # A script says itself when it wants to be back.
        self.paho.reconnect_on_failure = False
        extra = {"clean_start": clean, "properties": properties} if self.five else {}
        self.paho.connect("127.0.0.1", port, keepalive=30, **extra)
        self.paho.loop_start()
        self.flags, self.reason, self.properties = self.take("connect")

    def put(self, kind, value):
        self.events[kind].put(value)

    def take(self, kind):
        try:
            return self.events[kind].get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"no {kind} within {PATIENCE} s") from None

    def subscribe(self, topic, qos=0, **more):
        self.paho.subscribe(topic, qos=qos, **more)
        return self.take("subscribe")

    def publish(self, topic, payload, qos=0, retain=False, properties=None):
        """Publishes, and waits for the end of the handshake."""
        extra = {"properties": properties} if self.five else {}
        self.paho.publish(topic, payload, qos, retain, **extra)
        return self.take("publish")

    def message(self):
        return self.take("message")

    def payloads(self, until=b"end"):
        """What came before the message that marks the end."""
        found = []
        while True:
            message = self.message()
            if message.payload == until:
                return found
            found.append(message.payload)

    def leave(self):
        self.paho.disconnect()
        self.paho.loop_stop()

    def die(self):
        """Cuts the link without DISCONNECT."""
        self.paho._sock_close()
        self.paho.loop_stop()


def main(parts):
    """Plays the part that the command line names: SCRIPT PORT VERSION PART."""
    port, version, part = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    parts[part](port, version)
    print("ok")


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"
