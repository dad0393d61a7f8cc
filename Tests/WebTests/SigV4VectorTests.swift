import Base
import Crypto
import Foundation
import Testing

@testable import Web

/// Signatures that others have made of the same input.
@Suite struct SigV4VectorTests {
    static let key = SigV4.Key(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    static let host = "example-ats.iot.us-east-1.amazonaws.com"
    /// 2015-08-30 12:36:00 UTC.
    static let then: Int64 = 1_440_938_160

    @Test(arguments: [
        (
            nil as Int?, "712389d419ae867be9828aaf69d6810028f57230c51d87a82faf0b3e538e05df",
            "026c20a61bae0c9e109ab3720b96164d965f64dfc0dd03bfc9f1152ab1d323f9"
        ),
        (
            300, "28b3467ede926d511b1819b427d9e3b11cbe922e36be7c1f927150c039f8d347",
            "05111cf43bc5a22221093ed951b07eff92c23abba64e4ef2be4069df75c2673a"
        ),
    ])
    func `a presigned URL of the device gateway`(
        expires: Int?, canonical: String, signature: String
    ) {
        let path = SigV4.presignedPath(
            host: Self.host, region: "us-east-1", at: Self.then, expires: expires, key: Self.key)
        #expect(
            path == "/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fiotdevicegateway%2Faws4_request"
                + "&X-Amz-Date=20150830T123600Z" + (expires.map { "&X-Amz-Expires=\($0)" } ?? "")
                + "&X-Amz-SignedHeaders=host&X-Amz-Signature=\(signature)")
        var items = [
            ("X-Amz-Algorithm", SigV4.algorithm),
            ("X-Amz-Credential", "AKIDEXAMPLE/20150830/us-east-1/iotdevicegateway/aws4_request"),
            ("X-Amz-Date", "20150830T123600Z"),
        ]
        if let expires { items.append(("X-Amz-Expires", String(expires))) }
        items.append(("X-Amz-SignedHeaders", "host"))
        let signed = SigV4.presigned(
            method: "GET", host: Self.host, path: "/mqtt", query: "", items: items)
        #expect(Digest.sha256(Array(signed.canonical.utf8)).hex == canonical)
    }

    @Test func `a session token is appended and changes no signature`() {
        func path(_ token: String?) -> String {
            SigV4.presignedPath(
                host: Self.host, region: "us-east-1", at: Self.then,
                key: SigV4.Key(
                    accessKeyID: "AKIDEXAMPLE",
                    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                    sessionToken: token))
        }
        #expect(path("a/+=") == path(nil) + "&X-Amz-Security-Token=a%2F%2B%3D")
    }

    static let cases: [JSON] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/sigv4/botocore.json")
        return try! JSON(parsing: Array(Data(contentsOf: file))).array!
    }()

    @Test func `there are a hundred answers of botocore, of both kinds`() {
        #expect(Self.cases.count == 100)
        #expect(Set(Self.cases.compactMap { $0["kind"]?.string }) == ["presigned", "headed"])
    }

    @Test(arguments: cases.indices)
    func `botocore signs alike`(index: Int) throws {
        let vector = Self.cases[index]
        func text(_ name: String) throws -> String { try #require(vector[name]?.string) }
        let key = SigV4.Key(
            accessKeyID: try text("accessKeyID"), secretAccessKey: try text("secret"),
            sessionToken: vector["token"]?.string)
        let now = try #require(vector["epochSeconds"]?.integer)
        let host = try text("host")
        let region = try text("region")
        let target = try text("target")
        let secret = try text("secret")

        guard try text("kind") == "headed" else {
            let path = SigV4.presignedPath(
                host: host, path: try text("path"), region: region, at: now,
                expires: Int(try #require(vector["expires"]?.integer)), key: key)
            #expect(path == target)
            let signer = try SigV4.verify(
                requestTarget: target, host: host, region: region,
                keys: { $0 == key.accessKeyID ? secret : nil }, at: now)
            #expect(signer == SigV4.Signer(accessKeyID: key.accessKeyID))
            return
        }
        let fields = try #require(vector["fields"]?.array).map { pair in
            HTTPField(try #require(pair.array?[0].string), try #require(pair.array?[1].string))
        }
        let body = try bytes(try text("body"))
        let service = try text("service")
        let added = SigV4.fields(
            signing: "POST", target: target, host: host, fields: fields, body: body,
            region: region, service: service, at: now, key: key)
        #expect(added["authorization"] == vector["authorization"]?.string)
        #expect(added["x-amz-date"] == vector["date"]?.string)
        #expect(added["x-amz-security-token"] == vector["token"]?.string)

        let verifier = SigV4.Verifier(region: region, service: service) { _ in secret }
        let head = HTTPRequest.Head(
            method: "POST", target: target,
            fields: [HTTPField("Host", host)] + fields + added)
        let signer = try verifier.verify(head, body: body, at: now)
        #expect(signer.sessionToken == vector["token"]?.string)
        #expect(throws: SigV4.Refusal.tampered) {
            try verifier.verify(head, body: body + [0], at: now)
        }
    }

    private func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...($0 + 1)]), radix: 16))
        }
    }
}
