/// What a stream keeps once something went wrong with it.
///
/// - Cost: 32 bytes a gap, at most ``most`` gaps. Beyond that the oldest are only counted.
struct Irregularities: Sendable, Equatable {
    static let most = 64

    var duplicated = 0
    var reordered = 0
    var corrupted = 0

    /// Messages that came into what was only counted: late ones, but possibly seen before.
    var uncertain = 0

    /// Open gaps in order of their numbers.
    private(set) var gaps: [Gap] = []

    /// Missing messages of gaps that are no longer told apart.
    private(set) var coarse = 0
    /// Those of them that were due while the subscriber was away.
    private(set) var coarseSwallowed = 0
    /// The latest due instant among them.
    private var coarseDue = Int64.min

    mutating func open(_ gap: Gap, absence: Absence) {
        gaps.append(gap)
        if gaps.count > Self.most { coarsenOldest(absence: absence) }
    }

    /// Whether a message that comes late fills a gap; otherwise it was there before.
    mutating func fill(remainder: Int, due: Int64, absence: Absence) -> Bool {
        for index in gaps.indices.reversed() {
            guard let number = gaps[index].number(withRemainder: remainder, due: due) else {
                continue
            }
            close(number, in: index, due: due)
            if gaps.count > Self.most { coarsenOldest(absence: absence) }
            return true
        }
        guard coarse > 0, due <= coarseDue else { return false }
        if coarse == coarseSwallowed { coarseSwallowed -= 1 }
        coarse -= 1
        uncertain += 1
        return true
    }

    private mutating func close(_ number: Int, in index: Int, due: Int64) {
        let gap = gaps[index]
        let left = Gap(first: gap.first, end: number, dueBefore: gap.dueBefore, dueAfter: due)
        let right = Gap(first: number + 1, end: gap.end, dueBefore: due, dueAfter: gap.dueAfter)
        switch (left.count > 0, right.count > 0) {
        case (false, false): gaps.remove(at: index)
        case (true, false): gaps[index] = left
        case (false, true): gaps[index] = right
        case (true, true):
            gaps[index] = left
            gaps.insert(right, at: index + 1)
        }
    }

    private mutating func coarsenOldest(absence: Absence) {
        let oldest = gaps.removeFirst()
        coarse += oldest.count
        coarseSwallowed += absence.swallowed(of: oldest)
        coarseDue = max(coarseDue, oldest.dueAfter)
    }
}
