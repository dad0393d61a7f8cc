"""Paho over WebSocket and TLS, and posts by HTTPS: secure.py WSS VERSION PART HTTPS [MQTTS].

Certificates are in the folder pem, as gale provision exports them.
"""

import http.client
import json
import ssl
import sys

from talk import Client, equal, main

HTTPS = int(sys.argv[4])
MQTTS = int(sys.argv[5]) if len(sys.argv) > 5 else None


def context(thing):
    made = ssl.create_default_context(cafile="pem/ca.pem")
    if thing:
        made.load_cert_chain(f"pem/things/{thing}.pem", f"pem/things/{thing}.key")
    return made


def post(connection, topic, body, qos=1):
    connection.request("POST", f"/topics/{topic}?qos={qos}", body)
    response = connection.getresponse()
    return response.status, json.loads(response.read())["message"]


def layers(port, version):
    near = Client(port, version, "near", tls=context("thing-1"), transport="websockets")
    far = Client(MQTTS, version, "far", tls=context("thing-2"))
    near.subscribe("farm/#", qos=1)
    far.subscribe("reply", qos=1)
    connection = http.client.HTTPSConnection("127.0.0.1", HTTPS, context=context("thing-3"))
    payloads = [bytes([n % 256]) * n for n in (0, 1, 125, 126, 70_000)]
    for n, payload in enumerate(payloads):
        equal(post(connection, f"farm/{n}", payload), (200, "OK"))
        far.publish("farm/x", payload, qos=1)
    equal([near.message().payload for _ in range(10)], [p for p in payloads for _ in range(2)])
    near.publish("reply", b"thanks", qos=1)
    equal(far.message().payload, b"thanks")
    equal(post(connection, "farm/%23", b"")[0], 400)
    near.leave()
    far.leave()
    stranger = http.client.HTTPSConnection("127.0.0.1", HTTPS, context=context(None))
    try:
        post(stranger, "farm/1", b"no")
    except (ssl.SSLError, ConnectionError):
        return
    raise AssertionError("a post without a certificate was taken")


def sink(port, version):
    client = Client(port, version, "one", tls=context("thing-1"), transport="websockets")
    client.publish("a", b"x" * 1000, qos=1)
    client.leave()
    connection = http.client.HTTPSConnection("127.0.0.1", HTTPS, context=context("thing-1"))
    equal(post(connection, "a", b"x"), (200, "OK"))
    connection.close()


main({"layers": layers, "sink": sink})
