import Crypto

/// AWS Signature Version 4, as values: what is signed, by which key, and how the result is sent.
///
/// Source: the facts of the device gateway, and botocore as the arbiter where texts differ: paths
/// lose their dots and doubled slashes and are encoded once more, query items are sorted, the host
/// is signed without a default port.
package enum SigV4 {
    static let algorithm = "AWS4-HMAC-SHA256"
    static let terminator = "aws4_request"

    /// The service of MQTT over WebSocket.
    package static let deviceGateway = "iotdevicegateway"
    /// The service of publishing by HTTPS.
    package static let deviceData = "iotdata"

    /// Where and when a signature holds.
    struct Scope: Equatable, Sendable {
        var date: Date
        var region: String
        var service: String

        var text: String { "\(date.day)/\(region)/\(service)/\(terminator)" }
    }

    /// What both sides must see alike (the canonical request).
    struct Signed: Equatable, Sendable {
        var method: String
        /// As it stands in the request target.
        var path: String
        /// As it stands in the request target, without the signature.
        var query: String
        /// Names in lower case, sorted.
        var fields: [HTTPField]
        var bodyDigest: String

        var names: String { fields.map(\.name).joined(separator: ";") }

        var canonical: String {
            let lines = fields.map { "\($0.name):\(Canonical.value($0.value))\n" }.joined()
            return [
                method, Canonical.path(path), Canonical.query(query), lines, names, bodyDigest,
            ].joined(separator: "\n")
        }

        func signature(_ scope: Scope, secret: String) -> String {
            let text = [
                algorithm, scope.date.text, scope.text, Digest.sha256(Array(canonical.utf8)).hex,
            ].joined(separator: "\n")
            return Digest.hmacSHA256(key: scope.key(secret), Array(text.utf8)).hex
        }
    }
}

extension SigV4.Scope {
    /// The key of one day, region and service.
    func key(_ secret: String) -> [UInt8] {
        [date.day, region, service, SigV4.terminator].reduce(Array("AWS4\(secret)".utf8)) {
            Digest.hmacSHA256(key: $0, Array($1.utf8))
        }
    }
}

extension SigV4 {
    /// The forms in which parts of a request are signed.
    enum Canonical {
        /// The path without `.`, `..` and empty segments, each byte but unreserved ones and slashes
        /// percent-encoded, once more if it was already.
        static func path(_ path: String) -> String {
            guard !path.isEmpty else { return "/" }
            var kept: [Substring] = []
            for part in path.parts(at: "/") where !part.isEmpty && part != "." {
                if part == ".." { _ = kept.popLast() } else { kept.append(part) }
            }
            let tail = path.hasSuffix("/") && !kept.isEmpty ? "/" : ""
            let head = path.hasPrefix("/") ? "/" : ""
            return PercentEncoding.encode(
                head + kept.joined(separator: "/") + tail, keeping: .path)
        }

        /// The items sorted by name, then by value, both as they are written.
        static func query(_ query: String) -> String {
            items(query)
                .map { (name: Array($0.name.utf8), value: Array($0.value.utf8)) }
                .sorted { a, b in
                    a.name == b.name
                        ? a.value.lexicographicallyPrecedes(b.value)
                        : a.name.lexicographicallyPrecedes(b.name)
                }
                .map {
                    String(decoding: $0.name, as: UTF8.self) + "="
                        + String(decoding: $0.value, as: UTF8.self)
                }
                .joined(separator: "&")
        }

        static func items(_ query: String) -> [(name: Substring, value: Substring)] {
            query.parts(at: "&").filter { !$0.isEmpty }.map { part in
                let (name, value) = part.cut(at: "=")
                return (name, value ?? "")
            }
        }

        /// A field's value with every run of white space as one space.
        static func value(_ value: String) -> String {
            value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        }

        /// The host in lower case, without the port that its scheme implies.
        static func host(_ host: String, defaultPort: Int = 443) -> String {
            let suffix = ":\(defaultPort)"
            let name = host.lowercased()
            return name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
        }
    }
}
