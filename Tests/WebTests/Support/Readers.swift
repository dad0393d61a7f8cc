import Web

extension HTTPRequestReader {
    /// Gives all of `bytes` at once, and says how many were taken.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws -> Int {
        try Array(bytes).withUnsafeBytes { try receive($0) }
    }

    mutating func feed(_ text: String) throws -> Int { try feed(text.utf8) }
}

extension HTTPResponseReader {
    mutating func feed(_ bytes: some Sequence<UInt8>) throws -> Int {
        try Array(bytes).withUnsafeBytes { try receive($0) }
    }

    mutating func feed(_ text: String) throws -> Int { try feed(text.utf8) }
}
