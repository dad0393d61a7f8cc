import Crypto

/// Certificates of a small world, made once for all tests.
struct Realm: Sendable {
    static let shared = try! Realm()
    static let always: Range<Int64> = 1_600_000_000..<2_500_000_000

    let authority: Authority
    let stranger: Authority
    let server: TLSIdentity

    init() throws {
        authority = try Authority.root(named: "Test Root", validFor: Self.always)
        stranger = try Authority.root(named: "Other Root", validFor: Self.always)
        server = try Self.identity(
            "broker", .server(hosts: ["localhost", "127.0.0.1"]), of: authority)
    }

    /// A thing of this world.
    func thing(_ name: String) throws -> TLSIdentity {
        try Self.identity(name, .client, of: authority)
    }

    static func identity(
        _ name: String, _ use: CertificateRequest.Use = .client, of authority: Authority,
        validFor validity: Range<Int64> = always
    ) throws -> TLSIdentity {
        let key = try PrivateKey.p256()
        let certificate = try authority.issue(
            CertificateRequest(commonName: name, validity: validity, use: use), for: key)
        return TLSIdentity(trusted: certificate, chain: authority.trail, key: key)
    }

    /// What a broker says of itself and of things.
    ///
    /// - Parameters:
    ///   - isMutual: whether it takes certificates of things, and none but this world's.
    ///   - revoked: things that it refuses; nil where it has no list at all.
    func security(
        isMutual: Bool = true, requires: Bool = true, revoked: [TLSIdentity]? = nil,
        resumes: Bool = false, protocols: [String] = ["mqtt", "http/1.1"]
    ) throws -> TLSContext {
        var settings = TLSSettings()
        settings.identity = server
        settings.resumes = resumes
        settings.protocols = protocols
        if isMutual {
            settings.trust = .only([authority.certificate])
            settings.requiresCertificate = requires
        }
        if let revoked {
            let list = try authority.revocationList(
                of: revoked.map { ($0.certificate.serial, 1_700_000_000) }, number: 1,
                validFor: Self.always)
            settings.revocations = [list]
        }
        return try TLSContext(.server, settings)
    }

    /// What clients have in common: they believe this world's authority.
    func clients(resumes: Bool = false, protocols: [String] = []) throws -> TLSContext {
        var settings = TLSSettings()
        settings.trust = .only([authority.certificate])
        settings.resumes = resumes
        settings.protocols = protocols
        return try TLSContext(.client, settings)
    }
}
