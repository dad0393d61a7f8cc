import COpenSSL

/// Why TLS with a peer came to nothing: which side refused, and what for.
package struct TLSFailure: Error, Hashable, Sendable {
    package enum Side: Hashable, Sendable {
        /// This side does not believe, or does not understand, the other.
        case own
        /// The other side sent an alert.
        case peer
    }

    package let side: Side
    /// The number of the alert that the peer sent.
    package let alert: UInt8?
    /// A clause that goes on after the name of the peer: “refused this client: …”.
    package let reason: String

    package init(_ side: Side, alert: UInt8? = nil, _ reason: String) {
        self.side = side
        self.alert = alert
        self.reason = reason
    }

    /// Reads OpenSSL's queue of errors, and empties it.
    static func taken(from ssl: OpaquePointer, role: TLSContext.Role) -> TLSFailure {
        let code = ERR_get_error()
        ERR_clear_error()
        let reason = Int(copenssl_reason(code))
        if (1001...1255).contains(reason) { return refusal(alert: UInt8(reason - 1000), role) }
        let verdict = SSL_get_verify_result(ssl)
        if verdict != Int(X509_V_OK) {
            return TLSFailure(
                .own,
                "showed a certificate that is not believed here: "
                    + String(cString: X509_verify_cert_error_string(verdict)))
        }
        if reason == Int(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
            return TLSFailure(.own, "showed no certificate, which this side demands")
        }
        let words = ERR_reason_error_string(code).map { String(cString: $0) }
        return TLSFailure(
            .own, "could not agree on TLS with this side: \(words ?? "OpenSSL gives no reason")")
    }

    /// What an alert of the peer means, in the words of RFC 8446 §6 made plain.
    private static func refusal(alert: UInt8, _ role: TLSContext.Role) -> TLSFailure {
        let us = role == .client ? "this client" : "this server"
        let reason =
            switch alert {
            case 40:
                "refused \(us): no version, cipher or certificate suits both (handshake_failure)"
            case 42: "refused \(us)'s certificate: it is broken (bad_certificate)"
            case 43:
                "refused \(us)'s certificate: it is of a kind it does not take "
                    + "(unsupported_certificate)"
            case 44: "refused \(us)'s certificate: it is revoked (certificate_revoked)"
            case 45:
                "refused \(us)'s certificate: it is expired, or not valid yet "
                    + "(certificate_expired)"
            case 46: "refused \(us)'s certificate (certificate_unknown)"
            case 48: "refused \(us)'s certificate: it does not know who issued it (unknown_ca)"
            case 49: "refused \(us)'s certificate: it has no access (access_denied)"
            case 51: "refused \(us): a signature or key is wrong (decrypt_error)"
            case 70: "refused \(us): it speaks no such version of TLS (protocol_version)"
            case 71: "refused \(us): the ciphers are too weak for it (insufficient_security)"
            case 80: "had a fault of its own (internal_error)"
            case 112: "knows no such server name (unrecognized_name)"
            case 116: "refused \(us): it wants a certificate (certificate_required)"
            case 120: "speaks none of the application protocols (no_application_protocol)"
            default: "ended TLS with alert \(alert)"
            }
        return TLSFailure(.peer, alert: alert, reason)
    }
}
