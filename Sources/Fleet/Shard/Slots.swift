/// A fixed number of values in one piece of memory, changed in place by the loop that owns them.
///
/// An array asks at each access whether it is the only owner, and a field that is read out of it
/// may cost a copy of the whole element; a client is some hundreds of bytes, touched with every
/// packet.
final class Slots<Element> {
    /// To be indexed from zero to below ``count``.
    let first: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        count = elements.count
        first = .allocate(capacity: max(1, count))
        elements.withUnsafeBufferPointer { all in
            if let start = all.baseAddress { first.initialize(from: start, count: count) }
        }
    }

    deinit {
        first.deinitialize(count: count)
        first.deallocate()
    }
}
