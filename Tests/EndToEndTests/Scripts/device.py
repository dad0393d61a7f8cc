"""A Paho client with a session that is kept: it publishes, subscribes and comes back, until killed.

    device.py PORT VERSION
"""

import sys
import threading
import time

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

port, version = int(sys.argv[1]), sys.argv[2]
five = version == "5.0"
extra = {} if five else {"clean_session": False}
client = paho.Client(
    CallbackAPIVersion.VERSION2, client_id="paho", **extra,
    protocol=paho.MQTTv5 if five else paho.MQTTv311)
client.reconnect_delay_set(1, 4)


def subscribe(client, user, flags, reason, properties):
    if not reason.is_failure and not flags.session_present:
        client.subscribe("paho/#", qos=2)


client.on_connect = subscribe


def publish():
    number = 0
    while True:
        time.sleep(0.7)
        # A rest now and then, so that the Keep Alive has its occasion.
        if number % 12 == 11:
            time.sleep(4)
        number += 1
        client.publish(f"farm/{number % 3}", f"message {number}", qos=number % 3)


if five:
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 3600
    properties.ReceiveMaximum = 10
    properties.MaximumPacketSize = 100_000
    properties.TopicAliasMaximum = 4
    client.connect(
        "127.0.0.1", port, keepalive=3, clean_start=False, properties=properties)
else:
    client.connect("127.0.0.1", port, keepalive=3)
threading.Thread(target=publish, daemon=True).start()
while True:
    try:
        client.loop_forever()
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        time.sleep(1)
        try:
            client.reconnect()
        except Exception as another:
            print(f"{type(another).__name__}: {another}", flush=True)
