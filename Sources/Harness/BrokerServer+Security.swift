import Base
package import Crypto
import ReferenceBroker
import Transports
import Web

/// What links prove about their peers, and what ends that.
extension BrokerServer {
    /// What another thread wants done.
    package enum Order: Sendable {
        /// Show, demand and believe what this says, from now on; drop whom it says is revoked.
        case secure(TLSContext)
        /// Drop everybody whose certificate has one of these serial numbers, in upper-case hex.
        case disconnect(serials: Set<String>)
    }

    /// What a new link proves.
    enum Proof {
        case nothing
        case principal(Principal)
        /// It proves what does not hold any more.
        case refused

        var principal: Principal? {
            if case .principal(let principal) = self { principal } else { nil }
        }
    }

    /// What a link proves: the signature of its request before the certificate of its client.
    ///
    /// - Cost: of a certificate, a SHA-256 and some 300 bytes; the certificate itself is OpenSSL's.
    func proof(of link: Link) -> Proof {
        let certificate = net.peerCertificate(of: link)
        if let certificate, !isInForce(certificate) { return .refused }
        if let signatures, let request = net.upgradeRequest(of: link) {
            switch signatures.judge(request, at: wall.seconds(at: net.now)) {
            case .signed(let name): return .principal(Principal(name: name, kind: .signature))
            case .unsigned: break
            case .refused: return .refused
            }
        }
        return certificate.map { .principal(Principal($0)) } ?? .nothing
    }

    /// Whether a certificate that once was believed still is.
    private func isInForce(_ certificate: Certificate) -> Bool {
        // A resumed session shows what was verified when it began.
        if security?.settings.resumes == true,
            certificate.notAfter < wall.seconds(at: net.now)
        {
            return false
        }
        return revoked.isEmpty || !revoked.contains(RevokedCertificate(certificate))
    }

    mutating func obey(_ order: Order) {
        switch order {
        case .secure(let context):
            security = context
            for (listener, endpoint) in endpoints.enumerated() where endpoint.scheme.isSecure {
                net.secure(listener, by: context)
            }
            revoked = Set(context.settings.revocations.flatMap(RevokedCertificate.all))
            disconnect(serials: Set(revoked.map(\.serial)))
        case .disconnect(let serials): disconnect(serials: serials)
        }
    }

    /// Two authorities may have given one number: whoever is dropped for the other's is let in
    /// again.
    private mutating func disconnect(serials: Set<String>) {
        guard !serials.isEmpty else { return }
        func isGone(_ principal: Principal) -> Bool {
            guard case .certificate(let serial, _) = principal.kind else { return false }
            return serials.contains(serial)
        }
        broker.disconnect(where: isGone, at: net.now, into: &actions)
        for number in links.indices {
            guard let principal = links[number].http?.link.principal, isGone(principal) else {
                continue
            }
            net.close(Link(number), abort: false)
            forget(Link(number))
        }
    }
}

extension Principal {
    /// Whom a verified certificate names.
    init(_ certificate: Certificate) {
        self.init(
            name: certificate.commonName ?? "",
            kind: .certificate(
                serial: certificate.serial, fingerprint: certificate.sha256Fingerprint))
    }
}

/// One line of a revocation list.
struct RevokedCertificate: Hashable {
    let issuer: String
    let serial: String

    init(_ certificate: Certificate) {
        issuer = certificate.issuer
        serial = certificate.serial
    }

    private init(issuer: String, serial: String) {
        self.issuer = issuer
        self.serial = serial
    }

    static func all(of list: RevocationList) -> [RevokedCertificate] {
        let issuer = list.issuer
        return list.serials.map { RevokedCertificate(issuer: issuer, serial: $0) }
    }
}
