import Base
import Crypto
import Transports
import Web

/// How what gale plays proves itself to the broker, and what it believes of it.
struct SecurityOptions: Sendable {
    var authorities: String?
    var certificate: String?
    var key: String?
    var revocations: String?
    var isInsecure = false
    var versions = TLSSettings.Version.v1_2...TLSSettings.Version.v1_3
    var ciphers: [String] = []
    var protocols: [String]?
    var keyLog: String?
    var resumes = false
    /// What HTTP says besides what it must.
    var fields: [HTTPField] = []
    /// The region to sign requests for; nil to sign none.
    var region: String?
    var profile: String?

    /// The keys that sign requests, if they are to be signed.
    ///
    /// - Parameter epochSeconds: seconds since 1970 at `Instant.zero`.
    func signing(to endpoint: Endpoint, epochSeconds: Int64) throws -> Signing? {
        guard let region else {
            guard profile == nil else {
                throw UsageError("--aws-profile wants --sigv4 REGION, for which to sign")
            }
            return nil
        }
        guard endpoint.scheme.isWebSocket || endpoint.scheme.isHTTP else {
            throw UsageError(
                "--sigv4 signs requests of HTTP, and \(endpoint.text) has none; write wss:// or "
                    + "https://")
        }
        return Signing(
            key: try SignatureKeys.key(profile: profile), region: region,
            epochSeconds: epochSeconds)
    }

    /// Whether anything here needs a scheme with TLS.
    private var isGiven: Bool {
        authorities != nil || certificate != nil || key != nil || revocations != nil || isInsecure
            || !ciphers.isEmpty || protocols != nil || keyLog != nil || resumes
            || versions != .v1_2 ... .v1_3
    }

    /// For `endpoint`; nil where that knows no TLS.
    ///
    /// - Parameter trust: whom to believe where no option says so.
    func context(
        for endpoint: Endpoint, trusting trust: TLSSettings.Trust = .system
    ) throws -> TLSContext? {
        guard endpoint.scheme.isSecure else {
            guard !isGiven else {
                throw UsageError(
                    "\(endpoint.text) has no TLS, so its options mean nothing; write mqtts://, "
                        + "wss:// or https://, or leave them out")
            }
            return nil
        }
        let settings = try settings(for: endpoint.scheme, trusting: trust)
        do {
            return try TLSContext(.client, settings)
        } catch {
            throw Failure(.badInput, error.message)
        }
    }

    private func settings(
        for scheme: Endpoint.Scheme, trusting trust: TLSSettings.Trust
    ) throws -> TLSSettings {
        var settings = TLSSettings()
        settings.trust = trust
        if let authorities { settings.trust = .only(try TLSFiles.certificates(authorities)) }
        settings.isInsecure = isInsecure
        if let revocations { settings.revocations = try TLSFiles.revocations(revocations) }
        if let certificate {
            settings.identity = try TLSFiles.identity(
                certificate: certificate, key: key ?? certificate)
        } else if key != nil {
            throw UsageError("--key wants --cert, the certificate that belongs to it")
        }
        settings.versions = versions
        settings.setCiphers(ciphers)
        settings.protocols = protocols ?? scheme.applicationProtocols
        if let keyLog { settings.keyLog = try TLSFiles.keyLog(keyLog) }
        settings.resumes = resumes
        return settings
    }
}

extension TLSSettings {
    /// Takes names as OpenSSL writes them: those of TLS 1.3 begin with `TLS_`.
    mutating func setCiphers(_ names: [String]) {
        let suites = names.filter { $0.hasPrefix("TLS_") }
        let others = names.filter { !$0.hasPrefix("TLS_") }
        self.suites = suites.isEmpty ? nil : suites.joined(separator: ":")
        ciphers = others.isEmpty ? nil : others.joined(separator: ":")
    }

    /// Reads `1.2`, `1.3` or `1.2-1.3`.
    static func versions(_ text: String) throws(UsageError) -> ClosedRange<Version> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { Version(rawValue: String($0)) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
            first <= last
        else { throw UsageError("--tls-version wants 1.2, 1.3 or 1.2-1.3, not “\(text)”") }
        return first...last
    }
}

extension Option where Settings: PlaySettings {
    /// The options of TLS, for every command that plays something.
    static var security: [Self] {
        [
            Option(
                "--cafile", "FILE", offers: .files,
                help: "Believe brokers whose certificate leads to one of this PEM file, not to "
                    + "those that this machine trusts."
            ) { $0.play.security.authorities = $1 },
            Option(
                "--cert", "FILE", offers: .files,
                help: "Show this certificate (PEM, with what follows it) where the broker asks and "
                    + "the device has none of its own."
            ) { $0.play.security.certificate = $1 },
            Option(
                "--key", "FILE", offers: .files,
                help: "The private key of --cert (PEM); the password of an encrypted one is taken "
                    + "from \(TLSFiles.passwordVariable)."
            ) { $0.play.security.key = $1 },
            Option(
                "--crl", "FILE", offers: .files,
                help: "Refuse a broker whose certificate is on this list of revoked ones (PEM)."
            ) { $0.play.security.revocations = $1 },
            Option(
                "--insecure",
                help: "Believe any broker; every report then says so first."
            ) { options, _ in options.play.security.isInsecure = true },
            Option(
                "--tls-version", "V", offers: .words(["1.2", "1.3"]),
                help: "Speak only this version of TLS: 1.2 or 1.3."
            ) { options, text throws(UsageError) in
                options.play.security.versions = try TLSSettings.versions(text)
            },
            Option(
                "--ciphers", "A,B",
                help: "Offer only these ciphers, by OpenSSL's names; those of TLS 1.3 begin with "
                    + "TLS_."
            ) { options, text in
                options.play.security.ciphers += text.split(whereSeparator: ",:".contains)
                    .map(String.init)
            },
            Option(
                "--alpn", "A,B",
                help: "Offer these application protocols, such as x-amzn-mqtt-ca on port 443. "
                    + "Otherwise mqtt, or http/1.1 for wss and https."
            ) { options, text in
                options.play.security.protocols = text.split(separator: ",").map(String.init)
            },
            Option(
                "--resume",
                help: "Resume TLS sessions when devices come back; otherwise each handshake is a "
                    + "full one."
            ) { options, _ in options.play.security.resumes = true },
            Option(
                "--sigv4", "REGION",
                help: "Sign WebSocket URLs and POSTs by AWS Signature Version 4 for this region; "
                    + "the keys are those of AWS_ACCESS_KEY_ID and its kin, or of a profile."
            ) { $0.play.security.region = $1 },
            Option(
                "--aws-profile", "NAME",
                help: "Take the keys of --sigv4 from this profile of ~/.aws/credentials, or of the "
                    + "file that AWS_SHARED_CREDENTIALS_FILE names."
            ) { $0.play.security.profile = $1 },
            Option(
                "--header", "NAME:VALUE",
                help:
                    "Say this in every request of HTTP, such as the token of a custom authorizer. "
                    + "May be repeated."
            ) { options, text throws(UsageError) in
                let parts = text.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else {
                    throw UsageError("--header wants NAME:VALUE, with a colon between them")
                }
                do {
                    let value = parts[1].drop { $0 == " " }
                    options.play.security.fields.append(
                        try HTTPField(checking: String(parts[0]), String(value)))
                } catch {
                    throw UsageError("--header: \(error)")
                }
            },
            Option(
                "--key-log", "FILE", offers: .files,
                help: "Append the secrets of all connections there, for Wireshark; whoever has "
                    + "the file can read them."
            ) { $0.play.security.keyLog = $1 },
        ]
    }
}
