package import Base

/// What several brokers made of the same statements, side by side.
///
/// The names of its members are those of `matrix.json`.
package struct ConformanceMatrix: Record, Equatable {
    package static let schema = "gale.conformance-matrix/1"

    /// In the order in which they were named; ``Case/results`` have the same.
    package var brokers: [Broker] = []
    /// Every statement there is, tried or not, in the order of the standards.
    package var statements: [Statement] = []
    /// Every case that was played.
    package var cases: [Case] = []
    /// What stands behind the verdict `tolerated`.
    package var allowances: [Allowance] = []
    /// Wall-clock time, ISO 8601 in UTC.
    package var started = ""
    package var duration = Duration.zero
    package var gale = Report.Gale()

    package init() {}

    /// One column.
    package struct Broker: Record, Equatable {
        /// As the matrix calls it: short, and fit to name a file.
        package var name = ""
        /// Its URL, or `embedded`.
        package var target = ""
        /// The release that answered; empty where nobody knows.
        package var release = ""
        /// The name, the note and the source of the profile that was believed.
        package var profile = ""
        package var note = ""
        package var source = ""
        /// Why it could not be judged; empty where it was.
        package var trouble = ""
        package var lacks: [String] = []
        package var isInsecure = false
        /// What plays one case again, but for the case.
        package var command = ""
        package var duration = Duration.zero

        package init() {}

        package static let fields: [Field<Broker>] = [
            Field("name", \.name), Field("target", \.target), Field("release", \.release),
            Field("profile", \.profile), Field("note", \.note), Field("source", \.source),
            Field("trouble", \.trouble), Field("lacks", \.lacks),
            Field("insecure", \.isInsecure), Field("command", \.command),
            Field("duration", \.duration),
        ]
    }

    /// One row: a sentence of a standard that binds somebody.
    package struct Statement: Record, Equatable {
        /// `5.0:MQTT-3.1.0-2`.
        package var id = ""
        /// Number and title.
        package var section = ""
        /// `client`, `server`, `both`, `sender` or `receiver`.
        package var binds = ""
        /// In our words.
        package var says = ""
        /// Why nothing tries it; empty where something does.
        package var reason = ""

        package init() {}

        package static let fields: [Field<Statement>] = [
            Field("id", \.id), Field("section", \.section), Field("binds", \.binds),
            Field("says", \.says), Field("reason", \.reason),
        ]

        /// `3.1.1` or `5.0`.
        package var version: String { String(id.prefix { $0 != ":" }) }
        /// Without the version.
        package var number: String { String(id.drop { $0 != ":" }.dropFirst()) }
    }

    /// What ``Result/detail`` calls by its name.
    package struct Allowance: Record, Equatable {
        package var name = ""
        package var says = ""

        package init() {}

        package static let fields: [Field<Allowance>] = [
            Field("name", \.name), Field("says", \.says),
        ]
    }

    /// One case, and what became of it at each broker.
    package struct Case: Record, Equatable {
        package var id = ""
        package var title = ""
        /// `must`, `should` or `may`.
        package var level = ""
        package var statements: [String] = []
        /// Of each broker; nil for one that could not be judged.
        package var results: [Result?] = []

        package init() {}

        package static let fields: [Field<Case>] = [
            Field("id", \.id), Field("title", \.title), Field("level", \.level),
            Field("statements", \.statements), Field("results", \.results),
        ]
    }

    /// What one broker made of one case.
    package struct Result: Record, Equatable {
        package var verdict = Verdict.inconclusive
        package var detail = ""
        /// Why it fails, or cannot be decided, as its profile says; empty where that is news.
        package var explanation = ""
        package var isInBaseline = false
        package var isFlaky = false
        /// What passed; only pages show it.
        package var transcript: [String] = []
        /// A capture of it, in the report's folder; empty where there is none.
        package var capture = ""

        package init() {}

        package static let fields: [Field<Result>] = [
            Field("verdict", \.verdict), Field("detail", \.detail, required: false),
            Field("explanation", \.explanation, required: false),
            Field("inBaseline", \.isInBaseline, required: false),
            Field("flaky", \.isFlaky, required: false),
            Field("capture", \.capture, required: false),
        ]

        /// Without what is empty or false: there are thousands of them.
        package var json: JSON {
            var members = JSON.Members()
            for (name, value) in ordinary.object!
            where value != .string("") && value != .bool(false) {
                members[name] = value
            }
            return .object(members)
        }

        /// Whether it fails, and somebody has said so before.
        package var isKnown: Bool { verdict == .failed && isExplained }
        /// Whether it fails, and nobody has said so before.
        package var isNews: Bool { verdict == .failed && !isKnown }
        /// Whether it could not be decided, and nobody has said so before.
        var isOpen: Bool { verdict == .inconclusive && !isExplained }
        private var isExplained: Bool { !explanation.isEmpty || isInBaseline }
        /// Whether a baseline lists it though it fails no more.
        package var isRepaired: Bool {
            isInBaseline && (verdict == .passed || verdict == .tolerated)
        }
    }

    package static let fields: [Field<ConformanceMatrix>] = [
        Field(derived: "schema") { _ in schema },
        Field(derived: "verdict") { $0.verdict },
        Field(derived: "headline") { $0.headline },
        Field("started", \.started), Field("duration", \.duration),
        Field("brokers", \.brokers),
        Field(derived: "totals") { $0.totals },
        Field(derived: "rows") { $0.rows },
        Field("statements", \.statements), Field("cases", \.cases),
        Field("allowances", \.allowances), Field("gale", \.gale),
    ]
}
