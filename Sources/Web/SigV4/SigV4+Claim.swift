import Crypto

extension SigV4 {
    /// What a request says of its own signature; nothing of it is verified yet.
    struct Claim {
        var accessKeyID: String
        var day: String
        var region: String
        var service: String
        var terminator: String
        var date: Date
        /// Seconds from `date` on.
        var expires: Int64?
        var signature: String
        var sessionToken: String?
        /// What may have been signed: with the session token in it, and without.
        var readings: [Signed]
    }
}

extension SigV4.Claim {
    init(_ head: HTTPRequest.Head, body: [UInt8]) throws(SigV4.Refusal) {
        let query = try Self.items(head.query ?? "")
        if let authorization = head.fields["authorization"],
            !query.contains(where: { $0.name == "X-Amz-Signature" })
        {
            try self.init(authorization, head, query, body)
        } else {
            try self.init(query, head, body)
        }
    }

    /// A presigned URL.
    private init(
        _ query: [(name: String, value: String)], _ head: HTTPRequest.Head, _ body: [UInt8]
    ) throws(SigV4.Refusal) {
        func value(_ name: String) throws(SigV4.Refusal) -> String? {
            let found = query.filter { $0.name == name }
            guard found.count <= 1 else { throw .malformed("\(name) is given twice") }
            return found.first?.value
        }
        func demand(_ name: String) throws(SigV4.Refusal) -> String {
            guard let value = try value(name), !value.isEmpty else { throw .missing(name) }
            return value
        }
        let algorithm = try demand("X-Amz-Algorithm")
        guard algorithm == SigV4.algorithm else {
            throw .malformed("the algorithm is “\(printable(algorithm, limit: 64))”")
        }
        let credential = try demand("X-Amz-Credential")
        let date = try demand("X-Amz-Date")
        let names = try demand("X-Amz-SignedHeaders")
        let signature = try demand("X-Amz-Signature")
        var expires: Int64?
        if let text = try value("X-Amz-Expires") {
            guard let seconds = Int64(text), (1...604_800).contains(seconds) else {
                throw .malformed("X-Amz-Expires is “\(printable(text, limit: 64))”")
            }
            expires = seconds
        }
        try self.init(credential: credential, date: date, signature: signature)
        self.expires = expires
        sessionToken = try value("X-Amz-Security-Token")

        let fields = try Self.signed(names, head)
        let rest = query.filter { $0.name != "X-Amz-Signature" }
        let bare = rest.filter { $0.name != "X-Amz-Security-Token" }
        readings = (sessionToken == nil ? [rest] : [rest, bare]).map { items in
            SigV4.Signed(
                method: head.method, path: String(head.path), query: Self.text(items),
                fields: fields, bodyDigest: Digest.sha256(body).hex)
        }
    }

    /// An `authorization` field.
    private init(
        _ authorization: String, _ head: HTTPRequest.Head,
        _ query: [(name: String, value: String)], _ body: [UInt8]
    ) throws(SigV4.Refusal) {
        guard authorization.hasPrefix(SigV4.algorithm + " ") else {
            throw .malformed("the authorization does not begin with \(SigV4.algorithm)")
        }
        var parts: [String: String] = [:]
        for part in authorization.dropFirst(SigV4.algorithm.count + 1).parts(at: ",") {
            let pair = part.trimmed.parts(at: "=", most: 1)
            guard pair.count == 2,
                parts.updateValue(String(pair[1]), forKey: String(pair[0])) == nil
            else { throw .malformed("the authorization is no list of different parts") }
        }
        guard let credential = parts["Credential"] else { throw .missing("Credential") }
        guard let names = parts["SignedHeaders"] else { throw .missing("SignedHeaders") }
        guard let signature = parts["Signature"] else { throw .missing("Signature") }
        guard let date = head.fields["x-amz-date"] else { throw .missing("x-amz-date") }
        try self.init(credential: credential, date: date, signature: signature)
        sessionToken = head.fields["x-amz-security-token"]

        let stated = head.fields["x-amz-content-sha256"]
        let digest = Digest.sha256(body).hex
        if let stated, stated != digest, stated != "UNSIGNED-PAYLOAD" { throw .tampered }
        readings = [
            SigV4.Signed(
                method: head.method, path: String(head.path), query: Self.text(query),
                fields: try Self.signed(names, head), bodyDigest: stated ?? digest)
        ]
    }

    private init(
        credential: String, date text: String, signature: String
    ) throws(SigV4.Refusal) {
        let parts = credential.parts(at: "/").map(String.init)
        guard parts.count == 5 else {
            throw .malformed("a credential has five parts: key/day/region/service/aws4_request")
        }
        guard let date = SigV4.Date(text) else {
            throw .malformed("the date is “\(printable(text, limit: 64))”, not yyyymmddThhmmssZ")
        }
        (accessKeyID, day, region, service, terminator) = (
            parts[0], parts[1], parts[2], parts[3], parts[4]
        )
        self.date = date
        self.signature = signature
        readings = []
    }

    /// The fields that are said to be signed; the host must be among them.
    private static func signed(
        _ names: String, _ head: HTTPRequest.Head
    ) throws(SigV4.Refusal) -> [HTTPField] {
        let names = names.parts(at: ";").map { $0.lowercased() }
        guard names.contains("host") else { throw .malformed("the host is not signed") }
        var fields: [HTTPField] = []
        for name in Set(names) {
            let values = head.fields.all(name)
            guard !values.isEmpty else { throw .missing("the field “\(name)” that it signs") }
            for value in values {
                fields.append(
                    HTTPField(name, name == "host" ? SigV4.Canonical.host(value) : value))
            }
        }
        return SigV4.merged(fields)
    }

    /// The query with every item decoded, since peers differ in what they encode.
    private static func items(
        _ query: Substring
    ) throws(SigV4.Refusal) -> [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        for item in SigV4.Canonical.items(String(query)) {
            do throws(WebError) {
                items.append(
                    (
                        try PercentEncoding.decode(item.name),
                        try PercentEncoding.decode(item.value)
                    ))
            } catch {
                throw .malformed(error.message)
            }
        }
        return items
    }

    private static func text(_ items: [(name: String, value: String)]) -> String {
        items.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
            .joined(separator: "&")
    }
}
