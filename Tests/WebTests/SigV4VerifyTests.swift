import Base
import Testing
import Web

/// What a server refuses, and by which name.
@Suite struct SigV4VerifyTests {
    static let now = SigV4VectorTests.then
    static let host = SigV4VectorTests.host

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var host = SigV4VerifyTests.host
        var region: String? = "us-east-1"
        var service = SigV4.deviceGateway
        var method = "GET"
        var expires: Int?
        /// Seconds between signing and verifying.
        var age: Int64 = 0
        var change: @Sendable (String) -> String = { $0 }
        let refusal: SigV4.Refusal?
        let says: String
        var testDescription: String { name }
    }

    private static func replacing(_ old: String, _ new: String) -> @Sendable (String) -> String {
        { text in
            precondition(text.contains(old), "\(old) is not in \(text)")
            return text.split(separator: old, omittingEmptySubsequences: false)
                .joined(separator: new)
        }
    }

    static let cases = [
        Case(name: "as it was signed", refusal: nil, says: ""),
        Case(name: "any region", region: nil, refusal: nil, says: ""),
        Case(name: "the default port", host: host.uppercased() + ":443", refusal: nil, says: ""),
        Case(name: "five minutes old", age: 300, refusal: nil, says: ""),
        Case(name: "five minutes early", age: -300, refusal: nil, says: ""),
        Case(
            name: "items in another order",
            change: {
                let parts = $0.split(separator: "?")
                return parts[0] + "?"
                    + parts[1].split(separator: "&").reversed().joined(separator: "&")
            }, refusal: nil, says: ""),
        Case(
            name: "lower-case percent-encoding", change: replacing("%2F", "%2f"), refusal: nil,
            says: ""),
        Case(
            name: "an unsigned token", change: { $0 + "&X-Amz-Security-Token=t" }, refusal: nil,
            says: ""),
        Case(
            name: "another port", host: host + ":8443", refusal: .tampered,
            says: "for another host"),
        Case(
            name: "five minutes and a second old", age: 301,
            refusal: .skew(seconds: -301, tolerance: 300), says: "301 s behind"),
        Case(
            name: "an hour early", age: -3600, refusal: .skew(seconds: 3600, tolerance: 300),
            says: "clock is 3600 s ahead; 300 s are let through"),
        Case(
            name: "expired", expires: 60, age: 100, refusal: .expired(seconds: 40),
            says: "expired 40 s ago"),
        Case(
            name: "not expired but old", expires: 3600, age: 1000,
            refusal: .skew(seconds: -1000, tolerance: 300), says: "1000 s behind"),
        Case(
            name: "an unknown key", change: replacing("AKIDEXAMPLE", "AKIDOTHER"),
            refusal: .unknownKey("AKIDOTHER"), says: "AKIDOTHER is not known"),
        Case(
            name: "another region", region: "eu-west-1",
            refusal: .scope(part: "region", got: "us-east-1", wanted: "eu-west-1"),
            says: "signed for the region “us-east-1”; here it is “eu-west-1”"),
        Case(
            name: "another service", service: "iotdata",
            refusal: .scope(part: "service", got: "iotdevicegateway", wanted: "iotdata"),
            says: "service “iotdevicegateway”"),
        Case(
            name: "another terminator", change: replacing("aws4_request", "aws5_request"),
            refusal: .scope(part: "terminator", got: "aws5_request", wanted: "aws4_request"),
            says: "terminator"),
        Case(
            name: "a credential of another day",
            change: replacing("%2F20150830%2F", "%2F20150831%2F"),
            refusal: .scope(part: "day", got: "20150831", wanted: "20150830"), says: "day"),
        Case(
            name: "a later date", change: replacing("T123600Z", "T123700Z"), refusal: .tampered,
            says: "not that of this request"),
        Case(
            name: "a longer life", expires: 60,
            change: replacing("Expires=60", "Expires=90"), refusal: .tampered, says: "changed"),
        Case(
            name: "another path", change: replacing("/mqtt?", "/other?"), refusal: .tampered,
            says: "changed"),
        Case(name: "another method", method: "POST", refusal: .tampered, says: "changed"),
        Case(name: "one item more", change: { $0 + "&a=b" }, refusal: .tampered, says: "changed"),
        Case(
            name: "another signature",
            change: { String($0.dropLast()) + ($0.hasSuffix("0") ? "1" : "0") },
            refusal: .tampered, says: "changed"),
        Case(
            name: "half a signature", change: { String($0.dropLast(10)) }, refusal: .tampered,
            says: "changed"),
        Case(
            name: "no query", change: { _ in "/mqtt" }, refusal: .missing("X-Amz-Algorithm"),
            says: "lacks X-Amz-Algorithm"),
        Case(
            name: "another algorithm", change: replacing("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
            refusal: .malformed("the algorithm is “AWS4-HMAC-SHA1”"), says: "wrong form"),
        Case(
            name: "a date that is none", change: replacing("20150830T", "20150231T"),
            refusal: .malformed("the date is “20150231T123600Z”, not yyyymmddThhmmssZ"),
            says: "wrong form"),
        Case(
            name: "a credential of four parts", change: replacing("%2Faws4_request", ""),
            refusal: .malformed("a credential has five parts: key/day/region/service/aws4_request"),
            says: "five parts"),
        Case(
            name: "the host not signed",
            change: replacing("SignedHeaders=host", "SignedHeaders=date"),
            refusal: .malformed("the host is not signed"), says: "host is not signed"),
        Case(
            name: "a signed field that is not there",
            change: replacing("SignedHeaders=host", "SignedHeaders=host%3Bx-a"),
            refusal: .missing("the field “x-a” that it signs"), says: "lacks the field “x-a”"),
        Case(
            name: "a date given twice", change: { $0 + "&X-Amz-Date=20150830T123600Z" },
            refusal: .malformed("X-Amz-Date is given twice"), says: "twice"),
        Case(
            name: "an expiry of a year", expires: 300,
            change: replacing("Expires=300", "Expires=31536000"),
            refusal: .malformed("X-Amz-Expires is “31536000”"), says: "31536000"),
    ]

    static let missing = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders",
        "X-Amz-Signature",
    ].map { name in
        Case(
            name: "without \(name)",
            change: { target in
                let parts = target.split(separator: "?")
                return parts[0] + "?"
                    + parts[1].split(separator: "&").filter { !$0.hasPrefix(name + "=") }
                    .joined(separator: "&")
            },
            refusal: .missing(name), says: "lacks \(name)")
    }

    @Test(arguments: cases + missing)
    func `a presigned URL is let in or refused by name`(_ test: Case) throws {
        let target = test.change(
            SigV4.presignedPath(
                host: Self.host, region: "us-east-1", at: Self.now, expires: test.expires,
                key: SigV4VectorTests.key))
        func verify() throws {
            try SigV4.verify(
                requestTarget: target, host: test.host, method: test.method, region: test.region,
                service: test.service,
                keys: { $0 == "AKIDEXAMPLE" ? "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" : nil },
                at: Self.now + test.age)
        }
        guard let refusal = test.refusal else { return try verify() }
        #expect(throws: refusal) { try verify() }
        #expect(refusal.description.contains(test.says), "\(refusal)")
    }

    @Test func `a signed token is let in too, and handed on`() throws {
        // As botocore signs for other services: the token is an item like the others.
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        let target =
            "/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F"
            + "us-east-1%2Fiotdevicegateway%2Faws4_request&X-Amz-Date=20150830T123600Z"
            + "&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Security-Token=AQoD%2Btoken%3D"
            + "&X-Amz-Signature=66b9c826cf3a8935df7d57ee96c8783dee3d4d337ee66a342627b35531907322"
        let signer = try SigV4.verify(
            requestTarget: target, host: Self.host, keys: { _ in secret }, at: Self.now)
        #expect(signer.sessionToken == "AQoD+token=")
    }

    static let authorizations: [(String?, SigV4.Refusal)] = [
        (nil, .missing("X-Amz-Algorithm")),
        ("Bearer x", .malformed("the authorization does not begin with AWS4-HMAC-SHA256")),
        ("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=a", .missing("Credential")),
        ("AWS4-HMAC-SHA256 Credential=a, Signature=a", .missing("SignedHeaders")),
        ("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host", .missing("Signature")),
        ("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=a", .missing("x-amz-date")),
        (
            "AWS4-HMAC-SHA256 Signature=a,Signature=b",
            .malformed("the authorization is no list of different parts")
        ),
        ("AWS4-HMAC-SHA256 x", .malformed("the authorization is no list of different parts")),
    ]

    @Test(arguments: authorizations)
    func `a head that is not well signed is refused by name`(
        _ authorization: String?, refusal: SigV4.Refusal
    ) {
        let fields = authorization.map { [HTTPField("Authorization", $0)] } ?? []
        let head = HTTPRequest.Head(
            method: "POST", target: "/topics/a?qos=1", fields: fields + [HTTPField("host", "a")])
        let verifier = SigV4.Verifier(service: SigV4.deviceData) { _ in "s" }
        #expect(throws: refusal) { try verifier.verify(head, at: Self.now) }
    }

    @Test(arguments: 1...8)
    func `whatever is changed, nothing traps and nothing is let in`(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let good = SigV4.presignedPath(
            host: Self.host, region: "us-east-1", at: Self.now, expires: 300,
            key: SigV4VectorTests.key)
        for _ in 0..<300 {
            var bytes = Array(good.utf8)
            let index = random.below(bytes.count)
            let old = bytes[index]
            bytes[index] = UInt8(33 + random.below(94))
            let target = String(decoding: bytes, as: UTF8.self)
            // A digit of an escape may change its case.
            guard bytes[index] != old, bytes[index] ^ old != 0x20 else { continue }
            #expect(throws: SigV4.Refusal.self, "seed \(seed): \(target)") {
                try SigV4.verify(
                    requestTarget: target, host: Self.host,
                    keys: { _ in "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }, at: Self.now)
            }
        }
    }
}
