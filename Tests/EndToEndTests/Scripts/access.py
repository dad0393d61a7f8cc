"""Users and access rules of `gale broker --config`, met with Paho's client.

The broker knows ann (secret-ann) and bob (secret-bob), nobody else; each may use home/NAME/#, all
may read news/#.
"""

from talk import Client, equal, main


def users(port, version):
    for user in [("ann", "wrong"), ("eve", "secret-ann"), None]:
        client = Client(port, version, "stranger", user=user)
        assert client.reason.is_failure, f"{user} was let in: {client.reason}"
        if user:
            # Paho tells both versions in the words of 5.0.
            equal(client.reason.value, 0x86)
    client = Client(port, version, "ann", user=("ann", "secret-ann"))
    assert not client.reason.is_failure, client.reason


def rules(port, version):
    ann = Client(port, version, "ann", user=("ann", "secret-ann"))
    bob = Client(port, version, "bob", user=("bob", "secret-bob"))
    equal([r.is_failure for r in ann.subscribe("home/ann/#", qos=1)], [False])
    equal([r.is_failure for r in ann.subscribe("news/#", qos=1)], [False])
    equal([r.is_failure for r in ann.subscribe("home/bob/#", qos=1)], [True])
    if version == "5.0":
        equal(bob.publish("home/ann/door", "open", qos=1).value, 0x87)
        equal(bob.publish("news/today", "false", qos=1).value, 0x87)
    else:
        # 3.1.1 has no way to refuse but to hang up, or to take it and let nobody have it.
        bob.paho.publish("home/ann/door", "open", qos=1)
    ann.publish("home/ann/door", "end", qos=1)
    equal(ann.payloads(), [])


main({f.__name__: f for f in [users, rules]})
