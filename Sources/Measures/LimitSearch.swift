/// Looks for the highest load that holds: what to play next follows from what became of the steps
/// before.
///
/// Doubles from a start until a load is bad, or halves until one is good, and then halves what lies
/// between. No load is good or bad by a single failure: a load is bad once two of its steps say so
/// for the same reason, and the load that is found must hold twice. A broker that holds now and
/// fails then may move the find, but cannot keep the search from its end.
///
/// - Cost: at most ``Bounds/steps`` steps, and never more than five of one load.
package struct LimitSearch: Sendable {
    /// Where to look, in whole messages a second, connects a second or devices.
    package struct Bounds: Equatable, Sendable {
        /// The first load; what lies below it is looked at only where it is bad.
        package var from: Int
        package var to: Int
        /// How far below the lowest bad load the find may stay, as a share of the find.
        package var within: Double
        package var steps: Int

        package init(from: Int, to: Int, within: Double = 0.05, steps: Int = 40) {
            precondition(1 <= from && from <= to && within >= 0 && steps >= 1)
            self.from = from
            self.to = to
            self.within = within
            self.steps = steps
        }
    }

    /// What became of a step.
    package enum Outcome: Sendable {
        case held
        case failed
        /// It failed, and the generator did not keep its own schedule: that tells of no broker.
        case late
        /// This host cannot play it, so that nothing was played.
        case unplayable
    }

    package enum Move: Equatable, Sendable {
        /// `afterRest` where the step before may have left a broker with full queues.
        case play(Int, afterRest: Bool)
        case end
    }

    /// Whose the lowest bad load is.
    package enum Limit: Sendable {
        case broker, generator, host
    }

    private struct Book: Sendable {
        var held = 0
        var failed = 0
        var late = 0
        var isUnplayable = false
        var heldLast = false

        var limit: Limit? {
            isUnplayable ? .host : failed >= 2 ? .broker : late >= 2 ? .generator : nil
        }

        var isGood: Bool { limit == nil && heldLast }
    }

    package let bounds: Bounds
    private var books: [Int: Book] = [:]
    /// The load that was played last, and whether it held.
    private var last: (load: Int, outcome: Outcome)?
    package private(set) var played = 0

    package init(_ bounds: Bounds) { self.bounds = bounds }
}

extension LimitSearch {
    /// The lowest load that is bad.
    package var fails: Int? { books.filter { $0.value.limit != nil }.keys.min() }

    /// Why ``fails`` is bad.
    package var limit: Limit? { fails.flatMap { books[$0]?.limit } }

    /// The highest load that is good, of those below ``fails``.
    package var holds: Int? {
        let fails = fails ?? .max
        return books.filter { $0.value.isGood && $0.key < fails }.keys.max()
    }

    /// Whether nothing is left to be looked for.
    package var isComplete: Bool { wanted == nil }

    package var next: Move {
        guard played < bounds.steps, let wanted else { return .end }
        let mayQueue = last.map { $0.outcome == .failed || $0.outcome == .late } ?? false
        return .play(wanted, afterRest: mayQueue)
    }

    package mutating func note(_ outcome: Outcome, at load: Int) {
        played += 1
        last = (load, outcome)
        var book = books[load, default: Book()]
        book.heldLast = outcome == .held
        switch outcome {
        case .held: book.held += 1
        case .failed: book.failed += 1
        case .late: book.late += 1
        case .unplayable: book.isUnplayable = true
        }
        books[load] = book
    }

    /// The load to play next; nil at the end.
    private var wanted: Int? {
        if let last, let book = books[last.load], !book.isGood, book.limit == nil {
            return last.load
        }
        switch (holds, fails) {
        case (nil, nil): return bounds.from
        case (let holds?, nil):
            return holds >= bounds.to ? nil : min(bounds.to, holds * 2)
        case (nil, let fails?): return fails <= 1 ? nil : fails / 2
        case (let holds?, let fails?):
            if fails - holds > max(1, Int(Double(holds) * bounds.within)) {
                return Self.middle(holds, fails)
            }
            return books[holds]!.held < 2 ? holds : nil
        }
    }

    /// Half way, rounded as people like numbers, and strictly between.
    private static func middle(_ low: Int, _ high: Int) -> Int {
        var unit = 1
        while unit * 10 <= (high - low) / 4 { unit *= 10 }
        return (low + (high - low) / 2 + unit / 2) / unit * unit
    }
}
