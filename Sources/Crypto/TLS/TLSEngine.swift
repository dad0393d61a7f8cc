import COpenSSL

/// One TLS connection as an engine between byte buffers: records in, plaintext out, and back.
///
/// It has no socket and no clock. The caller hands over what came, sends what the engine put into
/// its pump, and ends the connection once ``ending`` says so: what is in the pump then is the alert
/// that tells the peer.
///
/// - Error: overheads are exact, since each record is given to OpenSSL by itself.
/// - Cost: OpenSSL's for each record and some 15 KB for each connection, half of it OpenSSL's one
///   structure; between records it keeps no buffers. What of a record has not come yet is kept
///   here, at most 18.4 KB.
package final class TLSEngine {
    /// What became of bytes that came.
    package struct Taken: Equatable, Sendable {
        /// Bytes of plaintext.
        package var plain = 0
        /// What the records of that plaintext had beyond it.
        package var records = 0
        /// Handshakes, tickets, key updates and alerts.
        package var handshake = 0
    }

    package enum Ending: Equatable, Sendable {
        /// The peer said that no more comes.
        case closed
        case failed(TLSFailure)
    }

    /// The most that a record takes, with its header.
    package static let largestRecord = 5 + 16_384 + 2048

    package var isEstablished: Bool { stands }
    package var ending: Ending? { end }

    // What other targets can name is checked for exclusive access each time it is used.
    private var stands = false
    private var end: Ending?

    private let ssl: OpaquePointer
    private let pump: TLSPump
    private let context: TLSContext
    private let host: String?
    /// Whether certificates are judged at the time that it is.
    private let hasOwnTime: Bool
    /// What OpenSSL may still look at until the handshake is over.
    private var replaced: [Certificate] = []
    /// The beginning of a record whose rest has not come; of a handshake also records that wait.
    private var partial: [UInt8] = []

    /// An engine that has not said anything yet; a client's begins with ``begin()``.
    ///
    /// - Throws: where an identity cannot be used, or memory is short.
    package init(
        _ context: TLSContext, over pump: TLSPump, as persona: TLSPersona = TLSPersona(),
        to host: String? = nil
    ) throws(CryptoError) {
        guard let ssl = SSL_new(context.pointer) else { throw .openSSL(attempting: "begin TLS") }
        self.ssl = ssl
        self.pump = pump
        self.context = context
        self.host = host
        hasOwnTime = persona.verifiesAt != nil
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        // One reference for reading and one for writing.
        BIO_up_ref(pump.bio)
        BIO_up_ref(pump.bio)
        SSL_set0_rbio(ssl, pump.bio)
        SSL_set0_wbio(ssl, pump.bio)
        if context.role == .client {
            SSL_set_connect_state(ssl)
            if let host { expect(host) }
            if let session = persona.session { SSL_set_session(ssl, session.pointer) }
        } else {
            SSL_set_accept_state(ssl)
        }
        if let identity = persona.identity { try show(identity) }
        if let instant = persona.verifiesAt {
            X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), time_t(instant))
        }
    }

    deinit {
        // Without this OpenSSL takes the session for one that must not be resumed.
        if context.settings.resumes { SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN) }
        SSL_free(ssl)
    }

    private func expect(_ host: String) {
        let parameters = SSL_get0_param(ssl)
        // An address has no place in Server Name Indication (RFC 6066 §3).
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return }
        ERR_clear_error()
        _ = copenssl_set_server_name(ssl, host)
        SSL_set1_host(ssl, host)
    }

    private func show(_ identity: TLSIdentity) throws(CryptoError) {
        guard SSL_use_certificate(ssl, identity.certificate.pointer) == 1,
            SSL_use_PrivateKey(ssl, identity.key.pointer) == 1
        else {
            throw .openSSL(attempting: "use the certificate of “\(identity.certificate.subject)”")
        }
        for link in identity.chain { _ = copenssl_add_chain(ssl, link.pointer) }
    }

    /// Puts a client's first flight into the pump; nothing for a server.
    package func begin() {
        guard context.role == .client else { return }
        pump.offer(UnsafeRawBufferPointer(start: nil, count: 0))
        shakeHands()
    }

    /// Takes all of `input`; plaintext goes to the beginning of `plain`.
    ///
    /// Of a handshake one record is dealt with in each call, and the rest waits while ``hasMore``:
    /// one takes up to a millisecond, and the caller may have better to do in between.
    ///
    /// `plain` must be longer than `input` by ``largestRecord``, which may have been kept.
    package func take(
        _ input: UnsafeRawBufferPointer, into plain: UnsafeMutableRawBufferPointer
    ) -> Taken {
        precondition(plain.count >= input.count + partial.count, "too little room for plaintext")
        guard !hasMore else {
            let waiting = partial + input
            partial = []
            return waiting.withUnsafeBytes { take($0, into: plain) }
        }
        var taken = Taken()
        var at = 0
        while at < input.count, end == nil {
            let rest = UnsafeRawBufferPointer(rebasing: input[at...])
            if !stands, taken.handshake > 0 {
                partial += rest
                return taken
            }
            if partial.isEmpty {
                guard let length = Self.length(of: rest), length <= rest.count else {
                    guard checkHeader(rest) else { break }
                    partial = Array(rest)
                    at = input.count
                    break
                }
                guard checkHeader(rest) else { break }
                at += length
                process(UnsafeRawBufferPointer(rebasing: rest[..<length]), plain, &taken)
            } else {
                at += complete(from: rest, plain, &taken)
            }
        }
        // Whatever follows the end is part of it.
        taken.handshake += input.count - at
        return taken
    }

    /// Whether a handshake's next record is here already: to be taken with no new input.
    package var hasMore: Bool {
        guard !stands, end == nil, partial.count >= 5 else { return false }
        return partial.withUnsafeBytes { (Self.length(of: $0) ?? .max) <= $0.count }
    }

    /// Adds to the kept record what is its; hands it on once it is whole.
    private func complete(
        from rest: UnsafeRawBufferPointer, _ plain: UnsafeMutableRawBufferPointer,
        _ taken: inout Taken
    ) -> Int {
        let known = partial.withUnsafeBytes { Self.length(of: $0) } ?? 5
        let count = min(known - partial.count, rest.count)
        partial.append(contentsOf: rest[..<count])
        guard partial.withUnsafeBytes({ checkHeader($0) }) else { return count }
        if let length = partial.withUnsafeBytes({ Self.length(of: $0) }), length == partial.count {
            let record = partial
            partial = []
            record.withUnsafeBytes { process($0, plain, &taken) }
        }
        return count
    }

    /// The length of the record that begins here, header included; nil before its header is whole.
    private static func length(of bytes: UnsafeRawBufferPointer) -> Int? {
        bytes.count < 5 ? nil : 5 + (Int(bytes[3]) << 8 | Int(bytes[4]))
    }

    /// Whether this begins as a record of TLS does; otherwise that is the ending.
    private func checkHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let isTLS =
            (20...23).contains(bytes[0]) && (bytes.count < 2 || bytes[1] == 3)
            && (Self.length(of: bytes) ?? 0) <= Self.largestRecord
        if !isTLS, end == nil {
            end = .failed(
                TLSFailure(.own, "answered with bytes that are not TLS; check scheme and port"))
        }
        return isTLS
    }

    private func process(
        _ record: UnsafeRawBufferPointer, _ plain: UnsafeMutableRawBufferPointer,
        _ taken: inout Taken
    ) {
        pump.offer(record)
        guard stands else {
            taken.handshake += record.count
            return shakeHands()
        }
        var read = 0
        forgetErrors()
        let outcome = SSL_read_ex(
            ssl, plain.baseAddress! + taken.plain, plain.count - taken.plain, &read)
        guard outcome == 1 else {
            taken.handshake += record.count
            noteError(outcome)
            // After a ticket OpenSSL keeps 16 KB for the record that follows.
            SSL_free_buffers(ssl)
            return
        }
        taken.plain += read
        taken.records += record.count - read
    }

    private func shakeHands() {
        forgetErrors()
        let outcome = SSL_do_handshake(ssl)
        guard outcome == 1 else { return noteError(outcome) }
        stands = true
        replaced = []
        // Its own certificate and key have served: thousands of connections keep theirs elsewhere.
        if context.settings.identity == nil { SSL_certs_clear(ssl) }
        // Nor are the authorities of thousands of clients of use once they have been believed.
        if context.role == .server { copenssl_forget_chain(ssl) }
    }

    /// Whether the server that `verification` is about is to be believed: 1, or 0.
    static func judge(_ verification: OpaquePointer) -> Int32 {
        let index = SSL_get_ex_data_X509_STORE_CTX_idx()
        guard let ssl = X509_STORE_CTX_get_ex_data(verification, index),
            let data = SSL_get_ex_data(OpaquePointer(ssl), 0)
        else { return 0 }
        let engine = Unmanaged<TLSEngine>.fromOpaque(data).takeUnretainedValue()
        let verdict = engine.pump.familiarity.judge(
            verification, by: engine.context.pointer, named: engine.host,
            mayRemember: !engine.hasOwnTime)
        engine.replaced = verdict.replaced
        return verdict.outcome
    }

    private func noteError(_ outcome: Int32) {
        switch SSL_get_error(ssl, outcome) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
        case SSL_ERROR_ZERO_RETURN: end = end ?? .closed
        default: end = end ?? .failed(.taken(from: ssl, role: context.role))
        }
    }

    /// Lets no earlier error of this thread be blamed on the call that follows.
    private func forgetErrors() {
        // To look costs half of emptying the queue, which is empty nearly always.
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Whether ``send(_:)`` still reaches the peer, which may have said that it is done itself.
    package var canSend: Bool {
        switch end {
        case nil, .closed: stands
        case .failed: false
        }
    }

    /// Puts `plain` into the pump as records, while ``canSend``.
    ///
    /// - Returns: what the records have beyond `plain`, in bytes.
    package func send(_ plain: UnsafeRawBufferPointer) -> Int {
        precondition(canSend, "TLS does not stand, or no more")
        guard !plain.isEmpty else { return 0 }
        let before = pump.output.count
        var written = 0
        forgetErrors()
        let outcome = SSL_write_ex(ssl, plain.baseAddress, plain.count, &written)
        if outcome != 1 { noteError(outcome) }
        return pump.output.count - before - written
    }

    /// Puts the alert into the pump that says that no more comes.
    package func sayGoodbye() {
        guard stands else { return }
        forgetErrors()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Bytes of a record whose rest never came.
    package var unfinished: Int { partial.count }
}

extension TLSEngine {
    /// `TLSv1.3`.
    package var version: String { String(cString: SSL_get_version(ssl)) }

    package var cipher: String {
        SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { String(cString: $0) } ?? "none"
    }

    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// The application protocol that both agreed on, if any.
    package var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        guard count > 0 else { return nil }
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// What the peer showed; nil where it showed nothing.
    package var peerCertificate: Certificate? {
        SSL_get1_peer_certificate(ssl).map { Certificate(owning: $0) }
    }

    /// What a later connection to the same peer can resume; nil where it gave nothing for that.
    package var session: TLSSession? {
        guard let pointer = SSL_get1_session(ssl) else { return nil }
        let session = TLSSession(owning: pointer)
        return SSL_SESSION_is_resumable(pointer) == 1 ? session : nil
    }
}
