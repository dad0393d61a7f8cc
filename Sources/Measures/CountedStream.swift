/// One subscriber's side of a stream without stamps, such as commands: only counts.
///
/// Without identities a duplicate hides a loss; streams that matter carry stamps.
package struct CountedStream: Sendable, Equatable {
    package private(set) var received: UInt32 = 0
    package private(set) var corrupted: UInt32 = 0

    package init() {}

    package mutating func receive() {
        if received < .max { received += 1 }
    }

    /// Takes a message whose payload is not what was published.
    package mutating func receiveCorrupted() {
        if corrupted < .max { corrupted += 1 }
    }

    /// Closes the books: of `owed` messages, `excused` were published while the subscriber was
    /// away without a session.
    package func settle(owed: Int, excused: Int = 0) -> DeliveredStream.Settlement {
        var result = DeliveredStream.Settlement()
        result.owed = owed
        result.delivered = min(Int(received), owed)
        result.duplicated = Int(received) - result.delivered
        result.missed = min(owed - result.delivered, excused)
        result.lost = owed - result.delivered - result.missed
        result.corrupted = Int(corrupted)
        return result
    }
}
