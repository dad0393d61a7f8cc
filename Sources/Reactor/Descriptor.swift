import Glibc

/// A file descriptor with one owner, closed when the last reference goes.
package final class Descriptor: Sendable {
    package let number: Int32

    /// Takes over `number`, which nobody else may close.
    package init(owning number: Int32) {
        precondition(number >= 0, "a descriptor is numbered from zero: check the call's result")
        self.number = number
    }

    deinit {
        _ = Glibc.close(number)
    }
}

/// A system call that failed, with what a person can do about it.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: Int32
    package let message: String

    package init(_ code: Int32, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Says what was attempted, and what the kernel answered.
    package init(_ code: Int32, attempting deed: String) {
        let reason =
            code == EMFILE || code == ENFILE
            ? "no file descriptor is left; raise the limit with ulimit -n" : Self.reason(code)
        self.init(code, "cannot \(deed): \(reason)")
    }

    package var description: String { message }

    /// The C library's words for an error number.
    package static func reason(_ code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard strerror_r(code, buffer.baseAddress!, buffer.count) == 0 else {
                return "error \(code)"
            }
            return String(cString: buffer.baseAddress!)
        }
    }
}
