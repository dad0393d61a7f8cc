extension Report {
    package struct Broker: Record, Equatable {
        /// A password in it is replaced when it is set.
        package var url = "" { didSet { url = Broker.withoutPassword(url) } }
        /// Whether the broker was gale's own, in the same process.
        package var embedded = false
        /// What it cost its machine; nil where nobody looked.
        package var process: Process?
        /// What it said of itself under `$SYS`; empty where nobody asked.
        package var sys: [SysTopic] = []
        /// Messages that were sent to gale's own subscription to `$SYS`.
        package var sysMessages = 0

        package init() {}

        package init(url: String, embedded: Bool) {
            self.url = Broker.withoutPassword(url)
            self.embedded = embedded
        }

        package static let fields: [Field<Broker>] = [
            Field("url", \.url), Field("embedded", \.embedded),
            Field("process", \.process, required: false),
            Field("sys", \.sys, required: false),
            Field("sysMessages", \.sysMessages, required: false),
        ]

        private static func withoutPassword(_ url: String) -> String {
            guard let scheme = url.firstRange(of: "://") else { return url }
            let rest = url[scheme.upperBound...]
            let authority = rest.prefix { !"/?#".contains($0) }
            guard let at = authority.lastIndex(of: "@"),
                let colon = authority[..<at].firstIndex(of: ":")
            else { return url }
            return url[...colon] + "***" + url[at...]
        }
    }

    /// What the broker beside the run cost, from its first reading to its last.
    package struct Process: Record, Equatable {
        /// `processes`, `cgroup`, or the `thread` of the embedded broker.
        package var source = ""
        package var cpuSeconds: Double?
        /// Of processor time, for each message that was published.
        package var cpuPerMessage: Duration?
        /// Before the first connection.
        package var memoryBefore: Int?
        package var memoryPeak: Int?
        /// When all were connected for the first time; nil where they never were.
        package var memoryAtFullFleet: Int?
        /// What came between these two, for each connection.
        package var memoryPerConnection: Double?
        /// Readings that were taken.
        package var samples = 0

        package init() {}

        package static let fields: [Field<Process>] = [
            Field("source", \.source), Field("cpuSeconds", \.cpuSeconds),
            Field("cpuPerMessage", \.cpuPerMessage), Field("memoryBefore", \.memoryBefore),
            Field("memoryPeak", \.memoryPeak), Field("memoryAtFullFleet", \.memoryAtFullFleet),
            Field("memoryPerConnection", \.memoryPerConnection), Field("samples", \.samples),
        ]
    }

    /// A topic under `$SYS` that held numbers.
    package struct SysTopic: Record, Equatable {
        package var topic = ""
        package var first = 0.0
        package var last = 0.0
        /// When the first and the last value came, from the start of the run.
        package var firstSeconds = 0.0
        package var lastSeconds = 0.0

        package init() {}

        package static let fields: [Field<SysTopic>] = [
            Field("topic", \.topic), Field("first", \.first), Field("last", \.last),
            Field("firstSeconds", \.firstSeconds), Field("lastSeconds", \.lastSeconds),
        ]
    }
}
