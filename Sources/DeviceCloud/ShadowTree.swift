package import Base

/// The algebra of shadow states: merging, differences, metadata and size, on plain JSON objects.
package enum ShadowTree {
    /// What `desired` asks for and `reported` does not have, and the same part of `metadata`.
    ///
    /// Objects are compared member by member, everything else as a whole; members that only
    /// `reported` has do not count.
    package static func difference(
        desired: JSON.Members, reported: JSON.Members, metadata: JSON.Members = JSON.Members()
    ) -> (state: JSON.Members, metadata: JSON.Members) {
        var state = JSON.Members()
        var stamps = JSON.Members()
        for (key, wanted) in desired {
            guard let actual = reported[key] else {
                state[key] = wanted
                stamps[key] = metadata[key]
                continue
            }
            if let wanted = wanted.object, let actual = actual.object {
                let inner = difference(
                    desired: wanted, reported: actual,
                    metadata: metadata[key]?.object ?? JSON.Members())
                guard !inner.state.isEmpty else { continue }
                state[key] = .object(inner.state)
                stamps[key] = .object(inner.metadata)
            } else if !isSame(wanted, actual) {
                state[key] = wanted
                stamps[key] = metadata[key]
            }
        }
        return (state, stamps)
    }

    /// Sets what `patch` has and removes what is null in it; arrays are replaced whole.
    package static func merge(_ patch: JSON.Members, into target: inout JSON.Members) {
        var ignored = JSON.Members()
        merge(patch, into: &target, metadata: &ignored, at: 0)
    }

    /// The same, and each leaf that was set gets `seconds` as its time in `metadata`.
    static func merge(
        _ patch: JSON.Members, into target: inout JSON.Members,
        metadata: inout JSON.Members, at seconds: Int64
    ) {
        for (key, value) in patch {
            switch value {
            case .null:
                target[key] = nil
                metadata[key] = nil
            case .object(let members):
                var inner = target[key]?.object ?? JSON.Members()
                let isNew = target[key]?.object == nil
                var stamps = isNew ? JSON.Members() : metadata[key]?.object ?? JSON.Members()
                merge(members, into: &inner, metadata: &stamps, at: seconds)
                target[key] = .object(inner)
                metadata[key] = .object(stamps)
            default:
                target[key] = value
                metadata[key] = stamps(for: value, at: seconds)
            }
        }
    }

    /// Metadata of the shape of `value`: a time for each leaf and for each element of an array.
    static func stamps(for value: JSON, at seconds: Int64) -> JSON {
        let stamp: JSON = ["timestamp": .integer(seconds)]
        switch value {
        case .object(let members):
            var stamps = JSON.Members()
            for (key, value) in members { stamps[key] = self.stamps(for: value, at: seconds) }
            return .object(stamps)
        case .array(let elements):
            return .array(elements.map { _ in stamp })
        default:
            return stamp
        }
    }

    /// Whether two values are the same to a device: `1` and `1.0` are.
    static func isSame(_ a: JSON, _ b: JSON) -> Bool {
        switch (a, b) {
        case (.integer, .number), (.number, .integer):
            return a.number == b.number
        case (.array(let a), .array(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
        case (.object(let a), .object(let b)):
            guard a.count == b.count else { return false }
            return a.allSatisfy { key, value in b[key].map { isSame(value, $0) } ?? false }
        default:
            return a == b
        }
    }

    /// Levels of objects and arrays in `value`.
    static func depth(of value: JSON) -> Int {
        switch value {
        case .object(let members): 1 + (members.map { depth(of: $0.value) }.max() ?? 0)
        case .array(let elements): 1 + (elements.map(depth(of:)).max() ?? 0)
        default: 0
        }
    }

    /// Whether some array in `value` has null for an element, which nothing could ever match.
    static func hasNullElement(_ value: JSON) -> Bool {
        switch value {
        case .object(let members): members.contains { hasNullElement($0.value) }
        case .array(let elements): elements.contains { $0 == .null || hasNullElement($0) }
        default: false
        }
    }

    /// Bytes of `value` as compact JSON that escapes only what it must.
    ///
    /// `JSON.compact` also escapes what could end a script element, so its text may be longer.
    package static func size(of value: JSON) -> Int {
        switch value {
        case .object(let members):
            max(2, members.reduce(1) { $0 + size(of: .string($1.key)) + 2 + size(of: $1.value) })
        case .array(let elements):
            max(2, elements.reduce(1) { $0 + size(of: $1) + 1 })
        case .string(let text):
            text.utf8.reduce(2) { $0 + escapedSize(of: $1) }
        default:
            value.compact.utf8.count
        }
    }

    private static func escapedSize(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08, 0x09, 0x0A, 0x0C, 0x0D: 2
        case 0..<0x20: 6
        default: 1
        }
    }
}
