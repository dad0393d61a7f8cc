/// Bytes that prove something to whoever has the same, compared in constant time, never printed.
struct Secret: Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nobody's: to be compared where there is nothing to compare, so that it takes as long.
    static let stranger = Secret([0])

    var description: String { "secret" }

    /// Whether `candidate` is the same.
    ///
    /// - Cost: depends on the length of `candidate` alone, not on where it differs.
    func isProved(by candidate: [UInt8]) -> Bool {
        var difference = candidate.count ^ bytes.count
        for (index, byte) in candidate.enumerated() {
            let expected = bytes.isEmpty ? 0 : bytes[index % bytes.count]
            difference |= Int(byte ^ expected)
        }
        return difference == 0
    }
}

extension Secret: CustomReflectable {
    /// Leaves the bytes out of dumps.
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
