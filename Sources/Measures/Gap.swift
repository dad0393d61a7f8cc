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
    /// instant best is taken.
    func number(withRemainder remainder: Int, due: Int64) -> Int? {
        guard dueBefore <= due, due <= dueAfter else { return nil }
        let ahead = (remainder - first % 1000 + 1000) % 1000
        let lowest = first + ahead
        guard lowest < end else { return nil }
        guard lowest + 1000 < end, dueBefore != .min, dueAfter > dueBefore else { return lowest }
        let progress = (Double(due) - Double(dueBefore)) / (Double(dueAfter) - Double(dueBefore))
        let likely = Double(first) + progress * Double(count + 1) - 1
        let turns = max(0, ((likely - Double(lowest)) / 1000).rounded())
        let most = (end - 1 - lowest) / 1000
        return lowest + min(Int(turns), most) * 1000
    }
}
