import Crypto

/// What a broker shows to its clients.
package struct ServerCredential: Sendable {
    package let hosts: [String]
    package let certificateDER: [UInt8]
    package let keyDER: [UInt8]
}

extension ServerCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    package var description: String { "server credential for \(hosts.joined(separator: ", "))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["hosts": hosts]) }
}

extension IdentitySet {
    /// The hosts that every server certificate names, so that tests on one machine just work.
    package static let localHosts = ["localhost", "127.0.0.1", "::1"]

    /// Makes the certificate of a broker at ``localHosts`` and `hosts`; the last one made counts.
    package func makeServer(
        hosts: [String] = [], validFor range: Range<Int64>
    ) throws(IdentityError) {
        var all = Self.localHosts
        for host in hosts where !all.contains(host) { all.append(host) }
        let authority = try authority
        let (certificate, key) = try IdentityError.rethrowing { () throws(CryptoError) in
            let key = try PrivateKey.p256()
            let request = CertificateRequest(
                commonName: "gale server", validity: range, use: .server(hosts: all))
            return (try authority.issue(request, for: key).der, key.der)
        }
        try database.prepare("INSERT INTO servers (hosts, certificate, key) VALUES (?, ?, ?)")
            .run(.text(all.joined(separator: "\n")), .blob(certificate), .blob(key))
    }

    /// The certificate of a broker; its chain is ``authorityChain``.
    package var server: ServerCredential? {
        get throws(IdentityError) {
            try database.prepare(
                "SELECT hosts, certificate, key FROM servers ORDER BY id DESC LIMIT 1"
            ).first { row throws(IdentityError) in
                ServerCredential(
                    hosts: (row.text(0) ?? "").split(separator: "\n").map(String.init),
                    certificateDER: row.blob(1) ?? [], keyDER: row.blob(2) ?? [])
            }
        }
    }
}
