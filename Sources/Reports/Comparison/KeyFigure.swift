import Base

/// A figure by which two runs are compared.
package struct KeyFigure: Sendable {
    /// Decides the words for it and which way is better.
    package enum Kind: Sendable {
        case latency, throughput, processor, bytes, memory, lost, duplicated
    }

    /// Where it stands in `report.json`, or a name of its own for what is derived.
    package let id: String
    package let title: String
    package let kind: Kind
    let value: @Sendable (JSON) -> Double?
    /// The same figure of each slice of a run, in order; nil where slices do not have it.
    let slices: (@Sendable (Report.Timeline) -> [Double])?

    /// A title as it stands after other words; an abbreviation such as PUBLISH or CPU keeps its
    /// capitals.
    static func withinSentence(_ title: String) -> String {
        let isWord = title.dropFirst().first?.isLowercase ?? false
        return isWord ? title.prefix(1).lowercased() + title.dropFirst() : title
    }

    /// Everything that `reports` all have, the most telling first.
    static func all(of reports: [Report]) -> [KeyFigure] {
        [.lost, .duplicated] + legs.flatMap { leg in latencies(leg, of: reports) }
            + [.throughput, .processor, .bytes]
            + (reports.allSatisfy { $0.broker.process?.cpuPerMessage != nil }
                ? [.brokerProcessor] : [])
            + (reports.allSatisfy { $0.broker.process?.memoryPeak != nil } ? [.brokerMemory] : [])
    }

    /// What a whole message goes through comes before its parts, and these before setting up.
    private static let legs: [Leg] = [
        .endToEnd, .roundTrip, .shadow, .will, .puback, .pubcomp, .pubrec, .connack, .suback,
        .handshake, .connect,
    ]

    private static let statistics: [(name: String, title: String, beyond: Double)] = [
        ("p99", "p99", 0.01), ("p50", "p50", 0.5), ("mean", "mean", 1), ("p999", "p99.9", 0.001),
    ]

    /// A percentile beyond which fewer than ten values lie is a matter of luck and left out.
    private static func latencies(_ leg: Leg, of reports: [Report]) -> [KeyFigure] {
        let count = reports.map { $0.latency[leg]?.count ?? 0 }.min() ?? 0
        return statistics.filter { Double(count) * $0.beyond >= 10 }.map { statistic in
            let path = "latency.\(leg.rawValue).\(statistic.name)"
            var slices: (@Sendable (Report.Timeline) -> [Double])?
            if leg == .endToEnd, statistic.name == "p50" {
                slices = { $0.slices.compactMap { $0.p50.map { Double($0.nanoseconds) } } }
            } else if leg == .endToEnd, statistic.name == "p99" {
                slices = { $0.slices.compactMap { $0.p99.map { Double($0.nanoseconds) } } }
            }
            return KeyFigure(
                id: path, title: "\(leg.title) \(statistic.title)", kind: .latency,
                value: { $0.value(at: path) }, slices: slices)
        }
    }

    private static let lost = KeyFigure(
        id: "messages.lost", title: "Messages lost", kind: .lost,
        value: { $0.value(at: "messages.lost") }, slices: nil)

    private static let duplicated = KeyFigure(
        id: "messages.duplicated", title: "Messages duplicated", kind: .duplicated,
        value: { $0.value(at: "messages.duplicated") }, slices: nil)

    private static let throughput = KeyFigure(
        id: "throughput", title: "Messages/s", kind: .throughput,
        value: { report in
            ratio(of: "messages.published", to: "duration", in: report).map { $0 * 1e9 }
        },
        slices: { timeline in
            // The first and the last are full only by chance.
            let busy = timeline.slices.filter { $0.published > 0 }.dropFirst().dropLast()
            return busy.map { Double($0.published) / timeline.sliceSeconds }
        })

    private static let processor = KeyFigure(
        id: "cpuPerMessage", title: "CPU of gale a message", kind: .processor,
        value: { report in
            ratio(of: "generator.cpuSeconds", to: "messages.published", in: report).map { $0 * 1e9 }
        }, slices: nil)

    private static let bytes = KeyFigure(
        id: "bytes.perMessage", title: "Bytes a message", kind: .bytes,
        value: { $0.value(at: "bytes.perMessage") }, slices: nil)

    private static let brokerProcessor = KeyFigure(
        id: "broker.process.cpuPerMessage", title: "CPU of the broker a message",
        kind: .processor, value: { $0.value(at: "broker.process.cpuPerMessage") }, slices: nil)

    private static let brokerMemory = KeyFigure(
        id: "broker.process.memoryPeak", title: "Memory of the broker", kind: .memory,
        value: { $0.value(at: "broker.process.memoryPeak") }, slices: nil)

    private static func ratio(of part: String, to whole: String, in report: JSON) -> Double? {
        guard let part = report.value(at: part), let whole = report.value(at: whole), whole > 0
        else { return nil }
        return part / whole
    }
}

extension KeyFigure.Kind {
    var isMoreBetter: Bool { self == .throughput }

    /// What is said of a side that is better or worse in it: `B is slower`.
    func word(isBetter: Bool) -> String {
        switch self {
        case .latency, .throughput: isBetter ? "is faster" : "is slower"
        case .processor: isBetter ? "costs less" : "costs more"
        case .bytes: isBetter ? "sends less" : "sends more"
        case .memory: isBetter ? "takes less memory" : "takes more memory"
        case .lost: isBetter ? "loses less" : "loses more"
        case .duplicated: isBetter ? "duplicates less" : "duplicates more"
        }
    }

    /// `values` in the unit, led by a space, and with the decimals that suit the largest of them.
    ///
    /// What is counted has no unit.
    func inOneUnit(_ values: [Double]) -> (texts: [String], unit: String) {
        let largest = values.map(\.magnitude).max() ?? 0
        let (scale, unit): (Double, String) =
            switch self {
            case .latency, .processor:
                switch largest {
                case ..<999.5: (1, " ns")
                case ..<999.5e3: (1e3, " µs")
                case ..<999.5e6: (1e6, " ms")
                default: (1e9, " s")
                }
            case .bytes: (1, " B")
            case .memory:
                switch largest {
                case ..<999.5: (1, " B")
                case ..<999.5e3: (1e3, " kB")
                case ..<999.5e6: (1e6, " MB")
                default: (1e9, " GB")
                }
            case .throughput, .lost, .duplicated: (1, "")
            }
        let scaled = values.map { $0 / scale }
        let isWhole = scaled.allSatisfy { $0 == $0.rounded() }
        let decimals =
            switch largest / scale {
            case _ where isWhole && (scale == 1 || largest == 0): 0
            case ..<9.995: 2
            case ..<99.95: 1
            default: 0
            }
        return (scaled.map { Figure.fixed($0, decimals: decimals) }, unit)
    }

    /// One value, with three digits that matter.
    func text(_ value: Double) -> String {
        switch self {
        case .latency, .processor: Figure.duration(seconds: value / 1e9)
        case .bytes: Figure.number(value) + " B"
        case .memory: Figure.bytes(value)
        case .throughput, .lost, .duplicated: Figure.number(value)
        }
    }
}
