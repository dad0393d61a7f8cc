/// Where and with what a run took place.
extension Report {
    package struct Scenario: Record, Equatable {
        package var name = ""
        package var seed: UInt64 = 0
        /// What the scenario shows, in its author's words.
        package var about = ""
        /// The names that were played here, where other gales played the rest; else empty.
        package var only: [String] = []

        package init() {}

        package static let fields: [Field<Scenario>] = [
            Field("name", \.name), Field("seed", \.seed), Field("about", \.about),
            Field("only", \.only, required: false),
        ]
    }

    /// A stretch of the run, to find one's way in the timeline.
    package struct Phase: Record, Equatable {
        package var name = ""
        package var startSeconds = 0.0
        package var seconds = 0.0

        package init() {}

        package init(name: String, startSeconds: Double, seconds: Double) {
            self.name = name
            self.startSeconds = startSeconds
            self.seconds = seconds
        }

        package static let fields: [Field<Phase>] = [
            Field("name", \.name), Field("startSeconds", \.startSeconds),
            Field("seconds", \.seconds),
        ]
    }

    package struct Gale: Record, Equatable {
        package var version = ""

        package init() {}

        package static let fields: [Field<Gale>] = [Field("version", \.version)]
    }

    /// The machine that gale ran on; nothing that names it.
    package struct Host: Record, Equatable {
        /// Operating system and kernel, such as `Linux 6.1 x86_64`.
        package var system = ""
        package var cores = 0
        package var memoryBytes = 0

        package init() {}

        package static let fields: [Field<Host>] = [
            Field("system", \.system), Field("cores", \.cores),
            Field("memoryBytes", \.memoryBytes),
        ]
    }
}
