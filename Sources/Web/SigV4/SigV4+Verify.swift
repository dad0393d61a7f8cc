import Crypto

extension SigV4 {
    /// Who signed a request.
    package struct Signer: Equatable, Sendable {
        package var accessKeyID: String
        /// The session token that came along, signed or not; nobody has checked it.
        package var sessionToken: String?
    }

    /// What a server asks of signatures.
    package struct Verifier: Sendable {
        /// Nil lets any region through.
        package var region: String?
        package var service: String
        /// How far clocks may differ, and how long a URL without an expiry may be used, in seconds.
        package var tolerance: Int64
        /// The secret of an access key.
        package var secret: @Sendable (_ accessKeyID: String) -> String?

        package init(
            region: String? = nil, service: String = SigV4.deviceGateway, tolerance: Int64 = 300,
            secret: @escaping @Sendable (_ accessKeyID: String) -> String?
        ) {
            self.region = region
            self.service = service
            self.tolerance = tolerance
            self.secret = secret
        }
    }

    /// Verifies a presigned URL of which only target and host are known.
    ///
    /// `now` is in seconds since 1970. See ``Verifier/verify(_:body:at:)``.
    @discardableResult
    package static func verify(
        requestTarget: String, host: String, method: String = "GET", region: String? = nil,
        service: String = SigV4.deviceGateway,
        keys: @escaping @Sendable (_ accessKeyID: String) -> String?, at now: Int64,
        tolerance: Int64 = 300
    ) throws(Refusal) -> Signer {
        let head = HTTPRequest.Head(
            method: method, target: requestTarget, fields: [HTTPField("host", host)])
        return try Verifier(
            region: region, service: service, tolerance: tolerance, secret: keys
        ).verify(head, at: now)
    }
}

extension SigV4.Verifier {
    /// Verifies a request that is signed in its query or, lacking that, in its `authorization`.
    ///
    /// In a query the session token may be signed, as most services want it, or appended after
    /// signing, as the device gateway does. The signature is judged before the time, so a clock is
    /// only blamed for what its owner did sign.
    @discardableResult
    package func verify(
        _ head: HTTPRequest.Head, body: [UInt8] = [], at now: Int64
    ) throws(SigV4.Refusal) -> SigV4.Signer {
        let claim = try SigV4.Claim(head, body: body)
        guard let secret = secret(claim.accessKeyID) else {
            throw .unknownKey(claim.accessKeyID)
        }
        let scope = try check(claim)
        let isGenuine = claim.readings.contains { signed in
            Self.isSame(signed.signature(scope, secret: secret), claim.signature)
        }
        guard isGenuine else { throw .tampered }
        let age = now - claim.date.epochSeconds
        if let expires = claim.expires, age > expires { throw .expired(seconds: age - expires) }
        guard age.magnitude <= UInt64(max(0, tolerance)) else {
            throw .skew(seconds: -age, tolerance: tolerance)
        }
        return SigV4.Signer(accessKeyID: claim.accessKeyID, sessionToken: claim.sessionToken)
    }

    private func check(_ claim: SigV4.Claim) throws(SigV4.Refusal) -> SigV4.Scope {
        let wanted = [
            ("day", claim.day, claim.date.day),
            ("region", claim.region, region ?? claim.region),
            ("service", claim.service, service),
            ("terminator", claim.terminator, SigV4.terminator),
        ]
        for (part, got, wanted) in wanted where got != wanted {
            throw .scope(part: part, got: got, wanted: wanted)
        }
        return SigV4.Scope(date: claim.date, region: claim.region, service: claim.service)
    }

    /// Compares in a time that does not depend on where the difference lies.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        return zip(a.utf8, b.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
