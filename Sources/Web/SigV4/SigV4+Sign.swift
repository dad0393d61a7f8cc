import Crypto

extension SigV4 {
    /// The digest of a request without a body.
    static let emptyDigest = Digest.sha256([]).hex

    /// Path and query of a `wss://` URL that carries its own permission.
    ///
    /// `host` is signed in lower case and without `:443`; the service is ``deviceGateway``. A
    /// session token is appended after signing, which is what this service, and no other, asks
    /// for. `expires` is in seconds; the service stops taking a URL after minutes all the same.
    package static func presignedPath(
        host: String, path: String = "/mqtt", region: String, at epochSeconds: Int64,
        expires: Int? = nil, key: Key
    ) -> String {
        let scope = Scope(
            date: Date(epochSeconds: epochSeconds), region: region, service: deviceGateway)
        var items = [
            ("X-Amz-Algorithm", algorithm),
            ("X-Amz-Credential", "\(key.accessKeyID)/\(scope.text)"),
            ("X-Amz-Date", scope.date.text),
        ]
        if let expires { items.append(("X-Amz-Expires", String(expires))) }
        items.append(("X-Amz-SignedHeaders", "host"))
        let signed = presigned(
            method: "GET", host: host, path: path, query: "", items: items)
        let token = key.sessionToken.map {
            "&X-Amz-Security-Token=" + PercentEncoding.encode($0)
        }
        return path + "?" + signed.query + "&X-Amz-Signature="
            + signed.signature(scope, secret: key.secretAccessKey) + (token ?? "")
    }

    static func presigned(
        method: String, host: String, path: String, query: String, items: [(String, String)]
    ) -> Signed {
        let added = items.map { $0 + "=" + PercentEncoding.encode($1) }.joined(separator: "&")
        return Signed(
            method: method, path: path, query: query.isEmpty ? added : query + "&" + added,
            fields: [HTTPField("host", Canonical.host(host))], bodyDigest: emptyDigest)
    }

    /// The fields that sign a request by its head: `x-amz-date`, `x-amz-security-token` for lent
    /// keys, and `authorization`.
    ///
    /// `fields` are those to be signed beside the host; a proxy may change others. `target` is path
    /// and query as they will be sent.
    package static func fields(
        signing method: String, target: String, host: String, fields: [HTTPField] = [],
        body: [UInt8], region: String, service: String = SigV4.deviceData,
        at epochSeconds: Int64, key: Key
    ) -> [HTTPField] {
        let scope = Scope(
            date: Date(epochSeconds: epochSeconds), region: region, service: service)
        var added = [HTTPField("x-amz-date", scope.date.text)]
        if let token = key.sessionToken { added.append(HTTPField("x-amz-security-token", token)) }
        let (path, query) = target.cut(at: "?")
        let signed = Signed(
            method: method, path: String(path),
            query: String(query ?? ""),
            fields: merged(
                fields.filter { !$0.name.equalsIgnoringCase("host") }
                    + added + [HTTPField("host", Canonical.host(host))]),
            bodyDigest: Digest.sha256(body).hex)
        let signature = signed.signature(scope, secret: key.secretAccessKey)
        added.append(
            HTTPField(
                "authorization",
                "\(algorithm) Credential=\(key.accessKeyID)/\(scope.text), "
                    + "SignedHeaders=\(signed.names), Signature=\(signature)"))
        return added
    }

    /// Names in lower case and sorted; fields of one name become one, their values in order.
    static func merged(_ fields: [HTTPField]) -> [HTTPField] {
        var values: [String: [String]] = [:]
        for field in fields {
            values[field.name.lowercased(), default: []].append(Canonical.value(field.value))
        }
        return values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { HTTPField($0, values[$0]!.joined(separator: ",")) }
    }
}
