import COpenSSL
import Glibc

/// The chains of certificates that servers have shown to the engines of one thread, each kept once.
///
/// Thousands of connections lead to one server, which shows each of them the same chain. Sharing
/// it spares a connection 8 KB, and to verify it once a second a fifth of its handshake.
///
/// - Error: none. What was verified is believed again only within the same second, for the same
///   name and under the same context, whose authorities and revocation lists never change.
final class TLSFamiliarity {
    /// A server has one chain; behind one name there may be several.
    private static let most = 8

    private struct Chain {
        let encoded: [[UInt8]]
        let certificates: [Certificate]
        var verdict: Verdict?
    }

    /// Of whom a chain was believed, and when.
    struct Verdict: Equatable {
        let context: OpaquePointer
        let host: String?
        let second: Int
    }

    /// The latest first.
    private var chains: [Chain] = []

    /// Verifies what a server has shown, and puts certificates that are known in place of `shown`.
    ///
    /// - Parameter host: nil where the verdict must be the connection's own.
    /// - Returns: the certificates that were replaced, which OpenSSL may look at until the
    ///   handshake is over, and whether they are believed.
    func judge(
        _ verification: OpaquePointer, by context: OpaquePointer, named host: String?,
        mayRemember: Bool
    ) -> (replaced: [Certificate], outcome: Int32) {
        let shown = X509_STORE_CTX_get0_untrusted(verification)
        let count = copenssl_chain_count(shown)
        guard count > 0 else { return ([], X509_verify_cert(verification)) }
        let certificates = (0..<count).map { Certificate(sharing: copenssl_chain_at(shown, $0)) }
        let isFamiliar = find(certificates)
        if isFamiliar {
            for (number, known) in chains[0].certificates.enumerated() {
                copenssl_chain_put(shown, Int32(number), known.pointer)
            }
            X509_STORE_CTX_set_cert(verification, chains[0].certificates[0].pointer)
        }
        let verdict = Verdict(context: context, host: host, second: time(nil))
        if mayRemember, chains[0].verdict == verdict {
            X509_STORE_CTX_set_error(verification, X509_V_OK)
            return (certificates, 1)
        }
        let outcome = X509_verify_cert(verification)
        if mayRemember { chains[0].verdict = outcome == 1 ? verdict : nil }
        return (isFamiliar ? certificates : [], outcome)
    }

    /// Brings the chain to the front; false where it was not known.
    private func find(_ certificates: [Certificate]) -> Bool {
        let encoded = certificates.map(\.der)
        if let index = chains.firstIndex(where: { $0.encoded == encoded }) {
            if index > 0 { chains.insert(chains.remove(at: index), at: 0) }
            return true
        }
        if chains.count == Self.most { chains.removeLast() }
        chains.insert(Chain(encoded: encoded, certificates: certificates), at: 0)
        return false
    }
}

extension Certificate {
    /// Takes a reference of its own.
    fileprivate convenience init(sharing pointer: OpaquePointer?) {
        X509_up_ref(pointer)
        self.init(owning: pointer!)
    }
}
