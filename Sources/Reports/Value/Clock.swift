extension Report {
    /// How far the clock of another gale of the run was off, and what that gale published.
    package struct Clock: Record, Equatable {
        /// The fleets and applications that it plays.
        package var who: [String] = []
        /// By how much it was ahead at the end.
        package var offset = Duration.zero
        /// How far the offset may be from the truth: a bound, the largest of the run.
        package var error = Duration.zero
        /// Questions and answers that the offset was learnt from.
        package var echoes = 0
        /// What it says it published; nil where it never said.
        package var published: Int?

        package init() {}

        package static let fields: [Field<Clock>] = [
            Field("who", \.who), Field("offset", \.offset), Field("error", \.error),
            Field("echoes", \.echoes), Field("published", \.published),
        ]
    }

    /// Names of the legs of which some figure was refused.
    package var refusedLegs: [String] {
        // Nothing is finer than the least.
        latency.measured.filter { $0.finding.min == nil }.map(\.leg.rawValue)
    }

    /// Refuses every figure of a one-way leg that is finer than the clocks are known.
    ///
    /// - Returns: the names of the figures that are refused, such as `p50`.
    package mutating func refuse(_ leg: Leg, finerThan error: Duration) -> [String] {
        guard var latency = latency[leg] else { return [] }
        let figures: [(String, WritableKeyPath<Latency, Duration?>)] = [
            ("min", \.min), ("p50", \.p50), ("p90", \.p90), ("p99", \.p99), ("p99.9", \.p999),
            ("max", \.max), ("mean", \.mean),
        ]
        var refused: [String] = []
        for (name, figure) in figures {
            guard let value = latency[keyPath: figure], value < error else { continue }
            latency[keyPath: figure] = nil
            refused.append(name)
        }
        self.latency[leg] = latency
        curves[leg] = curves[leg].map { $0.without(finerThan: error) }
        guard leg == .endToEnd else { return refused }
        for index in timeline.slices.indices {
            for figure in [\Timeline.Slice.p50, \.p99, \.max] {
                guard let value = timeline.slices[index][keyPath: figure], value < error else {
                    continue
                }
                timeline.slices[index][keyPath: figure] = nil
            }
        }
        return refused
    }
}

extension Report.Curve {
    fileprivate func without(finerThan error: Duration) -> Report.Curve {
        var curve = Report.Curve()
        for (percentile, latency) in zip(percentiles, latencies) where latency >= error {
            curve.append(percentile: percentile, latency: latency)
        }
        return curve
    }
}
