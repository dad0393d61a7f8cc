import Base

/// What was seen of the broker, in tables.
extension Report {
    var brokerTable: Table {
        guard let process = broker.process else { return Table("Broker", facts: []) }
        return Table(
            "Broker",
            note: "Whole run: with what connecting and subscribing took. Memory a connection is "
                + "what came between none and all of them.",
            facts: [
                ("measured", process.sourceName),
                (
                    "processor time",
                    process.cpuSeconds.map { Figure.duration(seconds: $0) } ?? ""
                ),
                ("for each message published", process.cpuPerMessage.map(Figure.duration) ?? ""),
                ("memory before", process.memoryBefore.map(Figure.bytes) ?? ""),
                ("memory at most", process.memoryPeak.map(Figure.bytes) ?? ""),
                ("memory with all connected", process.memoryAtFullFleet.map(Figure.bytes) ?? ""),
                ("for each connection", process.memoryPerConnection.map(Figure.bytes) ?? ""),
                ("readings", Figure.count(process.samples)),
            ])
    }

    /// The end of a line about the broker: `, 3.2 s of processor time, 58 µs a message, …`.
    var brokerCost: String {
        guard let process = broker.process else { return "" }
        let parts = [
            process.cpuSeconds.map { "\(Figure.duration(seconds: $0)) of processor time" },
            process.cpuPerMessage.map { "\(Figure.duration($0)) a message" },
            process.memoryPeak.map { "\(Figure.bytes($0)) of memory" },
            process.memoryPerConnection.map { "\(Figure.bytes($0)) a connection" },
        ]
        return parts.compactMap { $0.map { ", " + $0 } }.joined()
    }

    /// The broker's own count beside gale's, of what both count and whose names are known.
    var ownCountTable: Table {
        Table(
            "The broker's own count",
            note: "From $SYS, where brokers write at an interval: gale's count is that of the "
                + "moment of the broker's last one, to a slice; the broker's first may be from "
                + "before the run. A difference alone is no fault.",
            [
                .text(""), .number("broker"), .number("gale"), .number("difference"),
                .number("last said at"),
            ],
            OwnCount.all.compactMap { count in count.row(in: self) })
    }
}

extension Report.Process {
    fileprivate var sourceName: String {
        switch source {
        case "processes": "by process"
        case "cgroup": "by control group"
        case "thread": "the thread of the embedded broker"
        default: source
        }
    }
}

/// Something that brokers and gale both count.
private struct OwnCount: Sendable {
    let title: String
    /// Mosquitto's name for it.
    let topic: String
    /// EMQX's, behind the name of the node, where it has one that means the same.
    let ending: String?
    /// Whether it is how many there are, and not how many there have been.
    var isLevel = false
    /// What gale counted until a second of the run.
    let own: @Sendable (Report, Double) -> Double

    static let all = [
        OwnCount(
            title: "messages to the broker", topic: "$SYS/broker/publish/messages/received",
            ending: "/metrics/messages/received",
            own: { report, second in report.sum(of: \.published, until: second) }),
        OwnCount(
            title: "messages from the broker", topic: "$SYS/broker/publish/messages/sent",
            ending: "/metrics/messages/sent",
            own: { report, second in
                // What gale's own subscription got, the broker sent too.
                report.sum(of: \.delivered, until: second)
                    + Double(report.broker.sysMessages)
            }),
        OwnCount(
            title: "dropped, lost", topic: "$SYS/broker/publish/messages/dropped", ending: nil,
            own: { report, _ in Double(report.messages.all.lost) }),
        OwnCount(
            title: "connections", topic: "$SYS/broker/clients/connected",
            ending: "/stats/connections/count", isLevel: true,
            own: { report, second in
                let slices = report.timeline.slices
                let slice = slices.first { $0.seconds >= second } ?? slices.last
                return Double((slice?.connected ?? 0) + 1)
            }),
    ]

    /// Nodes of one broker are added up.
    func row(in report: Report) -> [String]? {
        let topics = report.broker.sys.filter { sys in
            sys.topic == topic
                || ending.map { sys.topic.hasPrefix("$SYS/brokers/") && sys.topic.hasSuffix($0) }
                    ?? false
        }
        guard let second = topics.map(\.lastSeconds).max() else { return nil }
        let count = topics.reduce(0) { $0 + $1.last - (isLevel ? 0 : $1.first) }
        let own = own(report, second).rounded()
        return [title] + [count, own, count - own].map { Figure.number($0) }
            + [Figure.duration(seconds: second)]
    }
}

extension Report.Timeline {
    /// Whether somebody looked at the broker meanwhile.
    var showsBroker: Bool {
        slices.contains { $0.brokerCPU != nil || $0.brokerMemory != nil }
    }
}

extension Report {
    /// What was counted until `second`; of the slice that it falls into, its share.
    fileprivate func sum(of column: KeyPath<Timeline.Slice, Int>, until second: Double) -> Double {
        timeline.slices.reduce(0) { sum, slice in
            let start = slice.seconds - timeline.sliceSeconds
            // The last slice is as long as the run was.
            let end = max(start, min(slice.seconds, duration.inSeconds))
            let passed = second >= end ? 1 : max(0, (second - start) / (end - start))
            return sum + Double(slice[keyPath: column]) * passed
        }
    }
}

extension Report.Timeline.Slice {
    /// Processor and memory of the broker, as a table shows them.
    var brokerCells: [String] {
        [
            brokerCPU.map { Figure.percent($0) } ?? "–",
            brokerMemory.map { Figure.bytes($0) } ?? "–",
        ]
    }
}
