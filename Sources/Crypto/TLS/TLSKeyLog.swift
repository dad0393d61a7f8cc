import Glibc

/// A file of the secrets of TLS connections, in the format that NSS defined and Wireshark reads.
///
/// Whoever has it can read every one of the connections.
package final class TLSKeyLog: Sendable {
    package let path: String
    private let file: Int32

    /// Appends to `path`, which only its owner may read.
    package init(path: String) throws(CryptoError) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw CryptoError(
                "the key log \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        self.path = path
        self.file = file
    }

    deinit { close(file) }

    /// One line in one write, so that threads do not mix theirs.
    func write(_ line: UnsafePointer<CChar>) {
        let count = strlen(line)
        withUnsafeTemporaryAllocation(byteCount: count + 1, alignment: 1) { room in
            room.baseAddress!.copyMemory(from: line, byteCount: count)
            room[count] = UInt8(ascii: "\n")
            _ = Glibc.write(file, room.baseAddress, count + 1)
        }
    }
}
