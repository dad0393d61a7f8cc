"""Writes fixtures/sigv4/botocore.json: a hundred random inputs and botocore's signatures.

    python3 Tests/WebTests/Scripts/botocore_vectors.py > fixtures/sigv4/botocore.json

The seed is fixed, so another botocore that signs alike writes the same file.
"""

import datetime
import json
import random
import string
import sys
from unittest import mock

import botocore.auth
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

chance = random.Random(20150830)
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1"]
TEXT = string.ascii_letters + string.digits + "-._~ /?%&=+:,;$@!*'()\"<>üß漢😀"


def text(most, alphabet=TEXT, least=0):
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(least, most)))


def secret():
    return text(40, string.ascii_letters + string.digits + "/+", 30)


def quoted(raw):
    kept = set((string.ascii_letters + string.digits + "-._~").encode())
    return "".join(chr(b) if b in kept else "%%%02X" % b for b in raw.encode())


def instant():
    """Seconds since 1970, from 1970 to 2099, and the form that is signed."""
    seconds = chance.randint(0, 4_102_444_799)
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return seconds, moment.replace(tzinfo=None)


def signed(auth, request, moment):
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_, **__: moment):
        auth.add_auth(request)


def host():
    name = text(20, string.ascii_letters + string.digits, 1) + ".iot.example.com"
    return name + chance.choice(["", "", ":443", ":8443"])


def path():
    return chance.choice(["/mqtt", "/", "/mqtt/", "/a/../mqtt", "/a//b/./c", "/a%20b/c%2Fd"])


def presigned():
    seconds, moment = instant()
    key = Credentials("AKID" + text(16, string.ascii_uppercase + string.digits, 12), secret())
    where, what, region = host(), path(), chance.choice(REGIONS)
    expires = chance.randint(1, 604_800)
    request = AWSRequest("GET", f"https://{where}{what}")
    signed(SigV4QueryAuth(key, "iotdevicegateway", region, expires), request, moment)
    start = request.url.index(what, len("https://") + len(where))
    return {
        "kind": "presigned", "accessKeyID": key.access_key, "secret": key.secret_key,
        "host": where, "path": what, "region": region, "epochSeconds": seconds,
        "expires": expires, "target": request.url[start:],
    }


def headed():
    seconds, moment = instant()
    token = secret() if chance.random() < 0.5 else None
    key = Credentials("AKID" + text(16, string.ascii_uppercase + string.digits, 12), secret(), token)
    where, region = host(), chance.choice(REGIONS)
    target = "/topics/" + chance.choice([quoted(text(20, least=1)), "a/b//c", "x/./y/../z/"])
    items = [f"{quoted(text(6, least=1))}={quoted(text(8))}" for _ in range(chance.randint(0, 4))]
    target += "?" + "&".join(["qos=1"] + items)
    body = bytes(chance.randrange(256) for _ in range(chance.randint(0, 200)))
    fields = [["x-a", "  two   words "], ["X-B", text(20, string.ascii_letters + " ")]]
    if chance.random() < 0.5:
        fields.append(["Content-Type", "application/octet-stream"])
    request = AWSRequest("POST", f"https://{where}{target}", data=body)
    for name, value in fields:
        request.headers[name] = value
    service = chance.choice(["iotdata", "iotdevicegateway", "execute-api"])
    signed(SigV4Auth(key, service, region), request, moment)
    return {
        "kind": "headed", "accessKeyID": key.access_key, "secret": key.secret_key,
        "token": token, "host": where, "target": target, "region": region, "service": service,
        "epochSeconds": seconds, "fields": fields, "body": body.hex(),
        "date": request.headers["X-Amz-Date"], "authorization": request.headers["Authorization"],
    }


cases = [presigned() if number % 2 == 0 else headed() for number in range(100)]
print("[")
print(",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases))
print("]")
print(f"botocore {botocore.__version__}", file=sys.stderr)
