import YAML

/// What the broker file says about TLS: files, and what is demanded of clients.
///
/// Nothing is read here: a path is as the file has it, in the folder of the file.
package struct TLSFile: Equatable, Sendable {
    package enum Version: Int, CaseIterable, Comparable, Sendable {
        case v1_2, v1_3

        package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// PEM files: the server's certificate with what leads up to its CA, and its key.
    package var certificate = ""
    package var key = ""
    /// PEM file of the authorities whose client certificates are taken; nil takes none.
    package var trust: String?
    /// PEM file of revoked client certificates.
    package var crl: String?
    /// Whether a client without a certificate ends in a failed handshake.
    package var requiresCertificate = false
    package var versions = Version.v1_2...Version.v1_3
    /// Whether clients that come back may resume their sessions.
    package var resumes = false
    /// OpenSSL's names, or none for its defaults; those of TLS 1.3 begin with `TLS_`.
    package var ciphers: [String] = []
    /// What the server takes of the client's offer, the first first.
    package var alpn = usualALPN

    package init() {}

    package static let usualALPN = ["mqtt", "x-amzn-mqtt-ca", "http/1.1", "x-amzn-http-ca"]
}

extension TLSFile {
    static let form = block.form { TLSFile() }.map { (tls, node) throws(Problem) in
        guard tls.trust != nil || !tls.requiresCertificate else {
            throw node.problem(
                "\"require-certificate\" needs \"trust\", which says whose certificates are taken")
        }
        guard tls.trust != nil || tls.crl == nil else {
            throw node.problem(
                "\"crl\" needs \"trust\", which says whose certificates are taken")
        }
        var tls = tls
        for path in [\TLSFile.certificate, \TLSFile.key] {
            tls[keyPath: path] = tls[keyPath: path].inFolder(of: node.place.file)
        }
        for path in [\TLSFile.trust, \TLSFile.crl] {
            tls[keyPath: path] = tls[keyPath: path]?.inFolder(of: node.place.file)
        }
        return tls
    }

    static let block = Block<TLSFile>(
        "tls", "How mqtts, wss and https are served. Paths begin at the folder of this file.",
        [
            Key(
                "certificate", .name, \.certificate, .required,
                "PEM file of the broker's certificate, followed by what leads up to its CA."),
            Key("key", .name, \.key, .required, "PEM file of its private key."),
            Key(
                "trust", .name, \.trust, .otherwise("no client certificate is taken"),
                "PEM file of the authorities whose client certificates are taken."),
            Key(
                "crl", .name, \.crl, .otherwise("nothing is revoked"),
                "PEM file of revocation lists; a revoked client certificate is refused."),
            Key(
                "require-certificate", .bool, \.requiresCertificate, .otherwise("false"),
                "Whether clients without a certificate are refused in the handshake."),
            Key(
                "versions", versions, \.versions, .otherwise("1.2 and 1.3"),
                "The versions of TLS that it speaks.", example: "[1.2, 1.3]"),
            Key(
                "ciphers", .list(of: cipher), \.ciphers, .otherwise("OpenSSL's choice"),
                "By OpenSSL's names; those of TLS 1.3 begin with TLS_.",
                example: "[ECDHE-ECDSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256]"),
            Key(
                "resumption", .bool, \.resumes, .otherwise("false"),
                "Whether clients that come back may resume their TLS sessions."),
            Key(
                "alpn", protocols, \.alpn,
                .otherwise("mqtt, x-amzn-mqtt-ca, http/1.1, x-amzn-http-ca"),
                "Application protocols that it takes, the preferred one first."),
        ])

    private static let versions = Form<[Version]>.list(
        of: .choice(["1.2": Version.v1_2, "1.3": .v1_3], isNo: "version of TLS")
    ).map { (versions, node) throws(Problem) in
        guard let oldest = versions.min(), let newest = versions.max() else {
            throw node.problem("a version is needed: 1.2, 1.3 or both")
        }
        return oldest...newest
    }

    private static let cipher = Form.name.map { (name, node) throws(Problem) in
        let isName = name.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        guard isName else {
            throw node.problem(
                "\(name.inQuotes) is no name of a cipher; write each as an entry of a list")
        }
        return name
    }

    private static let protocols = Form<[String]>.list(
        of: .name.map { (name, node) throws(Problem) in
            guard name.utf8.count <= 255 else {
                throw node.problem("the name of a protocol has at most 255 bytes")
            }
            return name
        }
    ).map { (names, node) throws(Problem) in
        guard !names.isEmpty else { throw node.problem("a protocol is needed") }
        return names
    }
}

extension String {
    /// This path, seen from where `file` is seen from, if it was seen from the folder of `file`.
    fileprivate func inFolder(of file: String) -> String {
        guard !hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return self }
        return file[...slash] + self
    }
}
