import Crypto
import Harness
import Transports

/// How a server of ours is asked to serve mqtts, wss and https.
struct ServerTLS: Sendable {
    var certificate: String?
    var key: String?
    var trust: String?
    var crl: String?
    var requiresCertificate = false
    var version: TLSSettings.Version?
    var ciphers: [String] = []
    var alpn: [String] = []
    var resumes = false
    var keyLog: String?
    var identities: String?

    /// Refuses what contradicts itself or has nothing to work on.
    ///
    /// - Parameter file: what `--config` says.
    func check(_ listen: [Endpoint], over file: TLSFile?) throws(UsageError) {
        if identities != nil, let option = options.first(where: \.isGiven)?.name {
            throw UsageError(
                "--identities brings certificate, key, authority and revocation list; leave out "
                    + option)
        }
        if let option = (options + others).first(where: \.isGiven)?.name,
            !listen.contains(where: \.scheme.isSecure)
        {
            throw UsageError(
                "\(option) is for mqtts, wss and https; add --listen mqtts://127.0.0.1:8883")
        }
        guard (certificate == nil) == (key == nil) else {
            throw UsageError("--cert FILE and --key FILE belong together; give both")
        }
        let hasTrust = trust != nil || file?.trust != nil
        if !hasTrust, requiresCertificate || crl != nil {
            throw UsageError(
                "\(crl == nil ? "--require-certificate" : "--crl") wants --cafile FILE, which says "
                    + "whose certificates are taken")
        }
        guard let endpoint = listen.first(where: \.scheme.isSecure),
            certificate == nil, identities == nil, file == nil
        else { return }
        throw UsageError(
            "\(endpoint.text) needs a certificate: give --cert FILE and --key FILE, or "
                + "--identities FILE that gale provision made")
    }

    /// What an identity file decides alone.
    private var options: [(name: String, isGiven: Bool)] {
        [
            ("--cert", certificate != nil), ("--key", key != nil), ("--cafile", trust != nil),
            ("--crl", crl != nil), ("--require-certificate", requiresCertificate),
        ]
    }

    private var others: [(name: String, isGiven: Bool)] {
        [
            ("--identities", identities != nil), ("--tls-version", version != nil),
            ("--ciphers", !ciphers.isEmpty), ("--alpn", !alpn.isEmpty),
            ("--resumption", resumes), ("--key-log", keyLog != nil),
        ]
    }

    /// What ``identities`` holds now; nil where no file is named.
    func served() throws(Failure) -> ServedIdentities? {
        guard let identities else { return nil }
        return try ServedIdentities(
            reading: identities, at: WallClock.now().milliseconds / 1000)
    }

    /// Reads all files, as they are now; options win over `file`.
    ///
    /// - Parameter served: what ``identities`` holds.
    func context(over file: TLSFile?, _ served: ServedIdentities?) throws -> TLSContext {
        var settings = TLSSettings()
        if let served {
            settings.identity = served.server
            settings.trust = .only([served.root])
            settings.revocations = served.revocations
            settings.requiresCertificate = served.allHaveCertificates
        } else {
            try readFiles(over: file, into: &settings)
        }
        if let file { settings.versions = file.versions.settings }
        if let version { settings.versions = version...version }
        settings.protocols = alpn.isEmpty ? file?.alpn ?? TLSFile.usualALPN : alpn
        settings.resumes = resumes || file?.resumes == true
        let names = ciphers.isEmpty ? file?.ciphers ?? [] : ciphers
        settings.ciphers = names.filter { !$0.isOfTLS13 }.joinedUnlessEmpty
        settings.suites = names.filter(\.isOfTLS13).joinedUnlessEmpty
        do throws(CryptoError) {
            if let keyLog { settings.keyLog = try TLSKeyLog(path: keyLog) }
            return try TLSContext(.server, settings)
        } catch {
            throw Failure(ciphers.isEmpty ? .badInput : .badUsage, error.message)
        }
    }

    private func readFiles(
        over file: TLSFile?, into settings: inout TLSSettings
    ) throws(Failure) {
        guard let certificate = certificate ?? file?.certificate, let key = key ?? file?.key else {
            preconditionFailure("nobody checked whether there is a certificate")
        }
        settings.identity = try TLSFiles.identity(certificate: certificate, key: key)
        if let trust = trust ?? file?.trust {
            settings.trust = .only(try TLSFiles.certificates(trust))
        }
        if let crl = crl ?? file?.crl { settings.revocations = try TLSFiles.revocations(crl) }
        settings.requiresCertificate = requiresCertificate || file?.requiresCertificate == true
    }
}

extension ClosedRange<TLSFile.Version> {
    fileprivate var settings: ClosedRange<TLSSettings.Version> {
        (lowerBound == .v1_2 ? .v1_2 : .v1_3)...(upperBound == .v1_2 ? .v1_2 : .v1_3)
    }
}

extension String {
    /// Whether this name is that of a cipher suite of TLS 1.3.
    fileprivate var isOfTLS13: Bool { hasPrefix("TLS_") }
}

extension [String] {
    /// As OpenSSL's lists are written; nil for none.
    fileprivate var joinedUnlessEmpty: String? { isEmpty ? nil : joined(separator: ":") }
}
