/// The QoS 2 messages that were received and not released: what makes exactly once (§4.3.3).
///
/// Identifiers stay over a loss of the link. The count against the Receive Maximum does not: each
/// connection counts what was sent on it (5.0 §4.9).
package struct Inbox: Sendable {
    private struct Held: Sendable {
        var id: UInt16
        var counts: Bool
    }

    package enum Verdict: Equatable, Sendable {
        case new
        /// It was given to the application before.
        case again
        /// The server sent more at once than it may.
        case tooMany
    }

    /// Sorted by identifier.
    private var held: [Held] = []
    private var unacknowledged: UInt16 = 0
    private var maximum: UInt16 = .max

    package init() {}

    package var count: Int { held.count }

    /// Starts a connection; `maximum` is the Receive Maximum of its CONNECT.
    package mutating func start(maximum: UInt16) {
        self.maximum = maximum
        unacknowledged = 0
        for index in held.indices { held[index].counts = false }
    }

    package mutating func forget() {
        held = []
        unacknowledged = 0
    }

    /// Whether one more message may be on its way.
    package var hasRoom: Bool { unacknowledged < maximum }

    /// Takes a PUBLISH of QoS 2.
    package mutating func receive(_ id: UInt16) -> Verdict {
        let index = place(of: id)
        let known = index < held.count && held[index].id == id
        if known, held[index].counts { return .again }
        guard hasRoom else { return .tooMany }
        unacknowledged += 1
        if known {
            held[index].counts = true
            return .again
        }
        held.insert(Held(id: id, counts: true), at: index)
        return .new
    }

    /// Takes a PUBREL; false if nothing waited for it.
    package mutating func release(_ id: UInt16) -> Bool {
        let index = place(of: id)
        guard index < held.count, held[index].id == id else { return false }
        if held[index].counts { unacknowledged -= 1 }
        held.remove(at: index)
        return true
    }

    /// Gives back the room of an inbox that is not in use.
    package mutating func trim() {
        if held.isEmpty { held = [] }
    }

    private func place(of id: UInt16) -> Int {
        guard let last = held.last, id <= last.id else { return held.count }
        var low = 0
        var high = held.count
        while low < high {
            let middle = (low + high) / 2
            if held[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
