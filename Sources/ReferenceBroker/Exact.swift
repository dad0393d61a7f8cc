/// Text that equals nothing but the same bytes.
///
/// `String` takes a composed letter and its decomposed form for equal; MQTT forbids that of topics
/// (MQTT-4.7.3-4), and two client identifiers that differ in bytes are two clients.
struct Exact<Text: StringProtocol & Sendable>: Hashable, Sendable {
    let text: Text

    init(_ text: Text) {
        self.text = text
    }

    static func == (a: Self, b: Self) -> Bool { haveSameBytes(a.text, b.text) }

    func hash(into hasher: inout Hasher) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if done == nil { text.utf8.forEach { hasher.combine($0) } }
    }
}

extension Exact<String> {
    /// Whether both are nil or the same bytes.
    static func areEqual(_ a: String?, _ b: String?) -> Bool {
        a.map(Exact.init) == b.map(Exact.init)
    }
}

/// Whether `a` and `b` are the same UTF-8.
func haveSameBytes(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
    let same = a.utf8.withContiguousStorageIfAvailable { a in
        b.utf8.withContiguousStorageIfAvailable { b in
            equal(UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
        }
    }
    return (same ?? nil) ?? a.utf8.elementsEqual(b.utf8)
}

/// Eight bytes at a time: topics are compared for every message.
private func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    var offset = 0
    while offset + 8 <= a.count {
        let left = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let right = b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        guard left == right else { return false }
        offset += 8
    }
    while offset < a.count {
        guard a[offset] == b[offset] else { return false }
        offset += 1
    }
    return true
}
