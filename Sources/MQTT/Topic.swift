/// The rules for Topic Names (§4.7 of both versions).
package enum TopicName {
    /// Whether `text` may name the topic of a message: 1 to 65,535 bytes, no wildcard, no U+0000.
    package static func isValid(_ text: String) -> Bool {
        text.withBytes { bytes in
            !bytes.isEmpty && bytes.count <= 0xFFFF
                && bytes.allSatisfy { $0 != .hash && $0 != .plus && $0 != 0 }
        }
    }
}

/// The rules for Topic Filters, and which topics they match (§4.7 of both versions).
///
/// - Cost: one pass over the bytes of filter and topic; nothing is allocated.
package enum TopicFilter {
    /// Whether `text` may be subscribed to.
    ///
    /// In 3.1.1 a filter that begins with `$share/` is like any other; in 5.0 it must be a whole
    /// ``SharedFilter``.
    package static func isValid(_ text: String, _ version: Version = .v5) -> Bool {
        text.withBytes { isValid($0, version) }
    }

    /// Whether a message to `topic` goes to subscribers of `filter`; both must be valid.
    ///
    /// `#` matches its parent level too, and no wildcard matches the `$` that a topic begins with
    /// (§4.7.2). A ``SharedFilter`` is matched by the filter inside it.
    package static func matches(topic: String, filter: String) -> Bool {
        topic.withBytes { topic in
            filter.withBytes { filter in matches(topic: topic, filter: filter) }
        }
    }

    /// The same for bytes that are no strings yet.
    package static func matches(
        topic: UnsafeBufferPointer<UInt8>, filter: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if topic.first == .dollar, filter.first == .hash || filter.first == .plus { return false }
        var at = 0
        for (index, byte) in filter.enumerated() {
            if byte == .hash { return true }
            if byte == .plus {
                while at < topic.count, topic[at] != .slash { at += 1 }
            } else if at < topic.count, topic[at] == byte {
                at += 1
            } else {
                // Only the “/#” of a filter whose parent level is the topic may be left over.
                return at == topic.count && byte == .slash && index + 2 == filter.count
                    && filter[index + 1] == .hash
            }
        }
        return at == topic.count
    }

    static func isValid(_ text: UnsafeBufferPointer<UInt8>, _ version: Version) -> Bool {
        guard version == .v5, SharedFilter.isMeant(text) else { return isPlain(text) }
        return SharedFilter.split(text) != nil
    }

    /// Whether `text` is a filter by the rules that both versions share.
    static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= 0xFFFF else { return false }
        var startsLevel = true
        for (index, byte) in text.enumerated() {
            switch byte {
            case 0: return false
            case .hash:
                guard startsLevel, index + 1 == text.count else { return false }
            case .plus:
                let next = index + 1
                guard startsLevel, next == text.count || text[next] == .slash else { return false }
            default: break
            }
            startsLevel = byte == .slash
        }
        return true
    }
}

/// A subscription that a group of clients shares: `$share/group/filter` (5.0 §4.8.2).
package struct SharedFilter: Equatable, Sendable {
    package let group: String
    /// What the messages' topics must match.
    package let filter: String

    /// Takes `text` apart, or is nil when it is no valid shared subscription.
    package init?(parsing text: String) {
        let parts: (String, String)? = text.withBytes { bytes in
            guard Self.isMeant(bytes), let slash = Self.split(bytes) else { return nil }
            let group = UnsafeBufferPointer(rebasing: bytes[Self.prefix.utf8CodeUnitCount..<slash])
            let filter = UnsafeBufferPointer(rebasing: bytes[(slash + 1)...])
            return (String(decoding: group, as: UTF8.self), String(decoding: filter, as: UTF8.self))
        }
        guard let (group, filter) = parts else { return nil }
        self.group = group
        self.filter = filter
    }

    private static let prefix: StaticString = "$share/"

    /// Whether `text` claims to be a shared subscription.
    static func isMeant(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        prefix.withUTF8Buffer { text.starts(with: $0) }
    }

    /// The index of the slash after the group, or nil when group or filter are not valid.
    static func split(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        let start = prefix.utf8CodeUnitCount
        guard let slash = text[start...].firstIndex(of: .slash), slash > start else { return nil }
        guard text[start..<slash].allSatisfy({ $0 != .hash && $0 != .plus && $0 != 0 }) else {
            return nil
        }
        let filter = UnsafeBufferPointer(rebasing: text[(slash + 1)...])
        return text.count <= 0xFFFF && TopicFilter.isPlain(filter) ? slash : nil
    }
}

extension String {
    /// Calls `body` with the string's bytes, without a copy where the string has them in a row.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
