import COpenSSL
import Glibc

/// What the TLS connections of one listener, or of all clients of a run, have in common.
///
/// It never changes once made, and any thread may begin connections with it: what is to hold from
/// now on, such as a new revocation list, is a new context.
package final class TLSContext: Sendable {
    package enum Role: Sendable {
        case client, server
    }

    package let role: Role
    package let settings: TLSSettings
    /// An `SSL_CTX`; nothing changes it once it is made, and OpenSSL locks what it counts inside.
    nonisolated(unsafe) let pointer: OpaquePointer
    private let memory: ContextMemory

    /// - Throws: where settings contradict each other, or OpenSSL knows none of the ciphers.
    package init(_ role: Role, _ settings: TLSSettings) throws(CryptoError) {
        guard let pointer = SSL_CTX_new(role == .client ? TLS_client_method() : TLS_server_method())
        else { throw .openSSL(attempting: "prepare TLS") }
        self.role = role
        self.settings = settings
        self.pointer = pointer
        memory = ContextMemory(settings)
        // One record is one SSL_read, so that what each carried can be told apart.
        copenssl_set_modes(
            pointer, Int32(SSL_MODE_RELEASE_BUFFERS), Int32(SSL_MODE_AUTO_RETRY))
        // A record lies there whole when it is to be read: its header need not be fetched first.
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_READ_AHEAD, 1, nil)
        copenssl_forbid(pointer, role == .server && !settings.resumes ? 1 : 0)
        SSL_CTX_set_ex_data(pointer, 0, Unmanaged.passUnretained(memory).toOpaque())
        guard
            copenssl_set_versions(
                pointer, settings.versions.lowerBound.number, settings.versions.upperBound.number)
                == 1
        else { throw .openSSL(attempting: "restrict the versions of TLS") }
        try setCiphers()
        try setTrust()
        if let identity = settings.identity { try setIdentity(identity) }
        try setProtocols()
        setSessions()
        guard settings.keyLog != nil else { return }
        SSL_CTX_set_keylog_callback(pointer) { ssl, line in
            guard let line, let memory = ContextMemory.of(SSL_get_SSL_CTX(ssl)) else { return }
            memory.keyLog?.write(line)
        }
    }

    deinit { SSL_CTX_free(pointer) }

    private func setCiphers() throws(CryptoError) {
        if let ciphers = settings.ciphers, SSL_CTX_set_cipher_list(pointer, ciphers) != 1 {
            _ = CryptoError.takeReason()
            throw CryptoError(
                "OpenSSL knows no cipher of TLS 1.2 in “\(ciphers)”; openssl ciphers lists them")
        }
        if let suites = settings.suites, SSL_CTX_set_ciphersuites(pointer, suites) != 1 {
            _ = CryptoError.takeReason()
            throw CryptoError(
                "“\(suites)” is no list of cipher suites of TLS 1.3; "
                    + "openssl ciphers -tls1_3 -s lists them")
        }
    }

    private func setTrust() throws(CryptoError) {
        let asks = role == .client ? !settings.isInsecure : settings.asksForCertificate
        let mode =
            role == .client || !settings.requiresCertificate
            ? SSL_VERIFY_PEER : SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        SSL_CTX_set_verify(pointer, asks ? mode : SSL_VERIFY_NONE, nil)
        if role == .client {
            SSL_CTX_set_cert_verify_callback(
                pointer,
                { verification, _ in
                    guard let verification else { return 0 }
                    return TLSEngine.judge(verification)
                }, nil)
        }
        let store = SSL_CTX_get_cert_store(pointer)
        switch settings.trust {
        case .system:
            if role == .client { SSL_CTX_set_default_verify_paths(pointer) }
        case .only(let authorities):
            for authority in authorities {
                X509_STORE_add_cert(store, authority.pointer)
                if role == .server { SSL_CTX_add_client_CA(pointer, authority.pointer) }
            }
        }
        guard !settings.revocations.isEmpty else { return }
        for list in settings.revocations where X509_STORE_add_crl(store, list.pointer) != 1 {
            throw .openSSL(attempting: "use a revocation list")
        }
        X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK))
    }

    private func setIdentity(_ identity: TLSIdentity) throws(CryptoError) {
        guard SSL_CTX_use_certificate(pointer, identity.certificate.pointer) == 1,
            SSL_CTX_use_PrivateKey(pointer, identity.key.pointer) == 1
        else {
            throw .openSSL(attempting: "use the certificate of “\(identity.certificate.subject)”")
        }
        for link in identity.chain { _ = copenssl_add_chain_to_context(pointer, link.pointer) }
    }

    private func setProtocols() throws(CryptoError) {
        guard !settings.protocols.isEmpty else { return }
        guard settings.protocols.allSatisfy({ (1...255).contains($0.utf8.count) }) else {
            throw CryptoError("the name of an application protocol has 1 to 255 bytes")
        }
        if role == .client {
            SSL_CTX_set_alpn_protos(
                pointer, memory.protocols.baseAddress, UInt32(memory.protocols.count))
        } else {
            // A client that offers none of ours is refused, one that offers nothing is not.
            SSL_CTX_set_alpn_select_cb(
                pointer,
                { ssl, chosen, length, offered, count, _ in
                    guard let memory = ContextMemory.of(SSL_get_SSL_CTX(ssl)) else {
                        return SSL_TLSEXT_ERR_NOACK
                    }
                    let ours = memory.protocols
                    let outcome = chosen!.withMemoryRebound(
                        to: UnsafeMutablePointer<UInt8>?.self, capacity: 1
                    ) {
                        SSL_select_next_proto(
                            $0, length, ours.baseAddress, UInt32(ours.count), offered, count)
                    }
                    return outcome == OPENSSL_NPN_NEGOTIATED
                        ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL
                }, nil)
        }
    }

    private func setSessions() {
        copenssl_set_session_cache(
            pointer,
            Int(settings.resumes && role == .client ? SSL_SESS_CACHE_CLIENT : SSL_SESS_CACHE_OFF)
                | Int(SSL_SESS_CACHE_NO_INTERNAL))
        guard role == .server else { return }
        if settings.resumes {
            let name = Array("gale".utf8)
            SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count))
        } else {
            SSL_CTX_set_num_tickets(pointer, 0)
        }
    }
}

extension TLSSettings.Version {
    fileprivate var number: Int32 { self == .v1_2 ? TLS1_2_VERSION : TLS1_3_VERSION }
}

/// What OpenSSL's callbacks need of their context.
private final class ContextMemory: Sendable {
    let keyLog: TLSKeyLog?
    /// Names with their lengths before them, as on the wire; at an address that stays.
    nonisolated(unsafe) let protocols: UnsafeMutableBufferPointer<UInt8>

    init(_ settings: TLSSettings) {
        keyLog = settings.keyLog
        let wire = settings.protocols.flatMap { [UInt8(clamping: $0.utf8.count)] + Array($0.utf8) }
        protocols = .allocate(capacity: wire.count)
        _ = protocols.initialize(from: wire)
    }

    deinit { protocols.deallocate() }

    static func of(_ context: OpaquePointer?) -> ContextMemory? {
        guard let data = SSL_CTX_get_ex_data(context, 0) else { return nil }
        return Unmanaged<ContextMemory>.fromOpaque(data).takeUnretainedValue()
    }
}
