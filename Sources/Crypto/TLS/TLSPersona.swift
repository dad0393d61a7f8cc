import COpenSSL

/// What one connection has for its own, where others of its context differ.
package struct TLSPersona: Sendable {
    /// In place of the context's.
    package var identity: TLSIdentity?
    /// Of an earlier connection, to be resumed.
    package var session: TLSSession?
    /// Seconds since 1970 at which certificates are judged, for one whose clock is wrong.
    package var verifiesAt: Int64?

    package init(
        identity: TLSIdentity? = nil, session: TLSSession? = nil, verifiesAt: Int64? = nil
    ) {
        self.identity = identity
        self.session = session
        self.verifiesAt = verifiesAt
    }
}

/// What it takes to resume an earlier connection.
package final class TLSSession: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { SSL_SESSION_free(pointer) }
}
