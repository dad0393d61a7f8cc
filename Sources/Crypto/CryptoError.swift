import COpenSSL

/// What OpenSSL, or a reader of its formats, would not do; one sentence for a person.
package struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }

    /// Says what was attempted, and the first reason that OpenSSL gave; empties its queue.
    static func openSSL(attempting deed: String) -> CryptoError {
        CryptoError("cannot \(deed): \(takeReason())")
    }

    /// The first reason of OpenSSL's queue in its own words; empties the queue.
    ///
    /// The queue is the thread's. What is left in it would be blamed on the next call that fails,
    /// so no call of this target leaves anything.
    package static func takeReason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "OpenSSL gives no reason" }
        if let words = ERR_reason_error_string(code) { return String(cString: words) }
        return "OpenSSL error \(code)"
    }
}
