package import Base

extension Report {
    /// What the run cost the machine, and whether gale kept its own schedule.
    package struct Generator: Record, Equatable {
        /// What the figures are worth; nil in a report of a gale that did not judge itself.
        package var verdict: GeneratorVerdict?
        /// Why it is not valid; empty where it is.
        package var reasons: [Reason] = []
        /// User and system time of the event loops; an embedded broker is not among them.
        package var cpuSeconds = 0.0
        package var maxResidentBytes = 0
        /// How late messages left, against their schedule, while their link could take them.
        package var latenessP50 = Duration.zero
        package var latenessP99 = Duration.zero
        package var latenessMax = Duration.zero
        /// How long what came had waited in this host when it was read; nil where nobody knows.
        package var readDelayP99: Duration?
        package var readDelayMax: Duration?
        /// How long links had bytes to send that the kernel did not take, summed over all links:
        /// the peer's slowness, not gale's.
        package var sendBufferFullSeconds = 0.0
        /// Event loops, one thread each.
        package var loops = 1
        /// Of each loop, the share of its time on a processor; empty where nobody looked.
        package var loopCPU: [Double] = []

        package init() {}

        package static let fields: [Field<Generator>] = [
            Field("verdict", \.verdict, required: false),
            Field(derived: "valid") { $0.verdict.map { $0 == .valid } },
            Field("reasons", \.reasons, required: false),
            Field("cpuSeconds", \.cpuSeconds), Field("maxResidentBytes", \.maxResidentBytes),
            Field("latenessP50", \.latenessP50, required: false),
            Field("latenessP99", \.latenessP99), Field("latenessMax", \.latenessMax),
            Field("readDelayP99", \.readDelayP99, required: false),
            Field("readDelayMax", \.readDelayMax, required: false),
            Field("sendBufferFullSeconds", \.sendBufferFullSeconds, required: false),
            Field("loops", \.loops), Field("loopCPU", \.loopCPU, required: false),
        ]

        /// What kept gale from its schedule, and when.
        package struct Reason: Record, Equatable {
            package var text = ""
            /// From the start of the run.
            package var fromSeconds = 0.0
            package var untilSeconds = 0.0

            package init() {}

            package init(_ text: String, from: Double, until: Double) {
                self.text = text
                fromSeconds = from
                untilSeconds = until
            }

            package static let fields: [Field<Reason>] = [
                Field("text", \.text), Field("fromSeconds", \.fromSeconds),
                Field("untilSeconds", \.untilSeconds),
            ]
        }
    }

    /// Whether the generator was so late that the figures are its own, and no broker's.
    package var generatorIsInvalid: Bool { generator.verdict == .invalid }

    /// Where the generator is not to be trusted: `generator degraded`.
    var generatorRemark: String? {
        guard let verdict = generator.verdict, verdict != .valid else { return nil }
        return "generator \(verdict.rawValue)"
    }

    /// A line for each reason why it is not.
    var generatorReasons: [String] {
        generator.reasons.map { reason in
            "\(reason.text), from \(Figure.duration(seconds: reason.fromSeconds)) "
                + "to \(Figure.duration(seconds: reason.untilSeconds))"
        }
    }
}

/// What the load generator's figures are worth.
package enum GeneratorVerdict: String, CaseIterable, Sendable {
    /// gale kept its schedule.
    case valid
    /// It was late now and then: high percentiles are in part its own.
    case degraded
    /// It was so late that the latencies say nothing of the broker.
    case invalid
}

extension GeneratorVerdict: JSONConvertible {
    package var json: JSON { .string(rawValue) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let verdict = json.string.flatMap(GeneratorVerdict.init(rawValue:)) else {
            let known = GeneratorVerdict.allCases.map(\.rawValue).joined(separator: ", ")
            throw Unreadable(place: place, problem: "one of \(known) should stand here")
        }
        self = verdict
    }
}
