import Synchronization

/// How late the latest message of each stream left, readable from any loop.
///
/// A subscriber learns the due instant from the payload; this tells it how much of the wait was the
/// generator's own, so that service time can stand beside latency. One word a stream, no lock.
package final class SendBoard: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    package init(streams: Int) {
        count = streams
        slots = .allocate(capacity: max(1, streams))
        for index in 0..<count { (slots + index).initialize(to: Atomic(0)) }
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    /// Message `number` of `stream` left `lateness` nanoseconds after it was due.
    package func sent(_ number: UInt32, of stream: Int, lateness: Int64) {
        let tag = UInt64(number % 1000) + 1
        let word = tag << 53 | UInt64(max(0, min(lateness, 1 << 52)))
        (slots + stream).pointee.store(word, ordering: .relaxed)
    }

    /// The lateness of message `tag` (its number modulo 1000), while it is the latest that left.
    package func lateness(of tag: Int, in stream: Int) -> Int64? {
        let word = (slots + stream).pointee.load(ordering: .relaxed)
        guard word >> 53 == UInt64(tag) + 1 else { return nil }
        return Int64(word & (1 << 53 - 1))
    }
}
