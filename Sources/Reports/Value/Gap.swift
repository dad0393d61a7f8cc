package import Base

extension Report {
    /// By how much latency, from the due instant, is longer than service time, from the send: what
    /// a closed loop would not have shown.
    package struct Gap: Record, LegFinding {
        package var p50: Duration?
        package var p99: Duration?

        package init() {}

        package static let fields: [Field<Gap>] = [Field("p50", \.p50), Field("p99", \.p99)]

        package var isMeasured: Bool { p99 != nil }
        package static var unmeasured: JSON { Gap().json }
        package static func isMeasured(_ json: JSON) -> Bool { json["p99"] != .null }
    }

    /// The difference of the percentiles, for legs of which both are known; never below zero.
    package var gap: Legs<Gap> {
        var gaps = Legs<Gap>()
        for (leg, latency) in latency.measured {
            guard let service = serviceTime[leg] else { continue }
            var gap = Gap()
            gap.p50 = difference(latency.p50, service.p50)
            gap.p99 = difference(latency.p99, service.p99)
            gaps[leg] = gap
        }
        return gaps
    }

    private func difference(_ latency: Duration?, _ service: Duration?) -> Duration? {
        guard let latency, let service else { return nil }
        return max(.zero, latency - service)
    }
}
