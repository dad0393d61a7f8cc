/// Messages of a stream that a later one overtook, and that have not come yet.
struct Gap: Sendable, Equatable {
    /// Numbers `first ..< end` are missing.
    var first: Int
    var end: Int

    /// Due instants of the messages before and after, in milliseconds; `Int64.min` is unknown.
    var dueBefore: Int64
    var dueAfter: Int64

    var count: Int { end - first }

    /// The missing number that a stamp means, where there is one.
    ///
    /// In a gap of more than a thousand several are possible: then the one that fits the due
    /// instant best is taken. A message due with a neighbour of the gap is close to it.
    func number(withRemainder remainder: Int, due: Int64) -> Int? {
        guard dueBefore <= due, due <= dueAfter else { return nil }
        let lowest = first + (remainder - first % 1000 + 1000) % 1000
        guard lowest < end else { return nil }
        let turns = (end - 1 - lowest) / 1000
        if due == dueBefore, lowest < first + Self.close { return lowest }
        if due == dueAfter, lowest + turns * 1000 >= end - Self.close {
            return lowest + turns * 1000
        }
        guard dueBefore < due, due < dueAfter else { return nil }
        guard turns > 0, dueBefore != .min else { return lowest }
        let progress = (Double(due) - Double(dueBefore)) / (Double(dueAfter) - Double(dueBefore))
        let likely = Double(first) + progress * Double(count + 1) - 1
        let turn = ((likely - Double(lowest)) / 1000).rounded()
        return lowest + Int(min(max(0, turn), Double(turns))) * 1000
    }

    /// Messages of one due instant are taken to be fewer than this.
    static let close = 500
}
