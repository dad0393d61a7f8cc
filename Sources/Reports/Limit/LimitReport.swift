package import Base

/// What a search for the highest load of a broker found, and all that it saw on the way.
///
/// The names of its members are those of `limit.json`; `reports/README.md` explains each.
package struct LimitReport: Record, Equatable {
    /// The name and the major version of what `limit.json` holds.
    package static let schema = "gale.limit/1"

    /// What ended the search.
    package enum Conclusion: String, CaseIterable, JSONConvertible {
        /// The broker: its limit lies between ``LimitReport/holds`` and ``LimitReport/fails``.
        case broker
        /// The highest load that was to be tried holds.
        case top
        /// gale: beyond ``LimitReport/holds`` it was too late itself to tell.
        case generator
        /// This host, which cannot play more.
        case host
        /// Nothing holds, not even the least load there is.
        case nothing
        /// So many steps were played that no more were allowed.
        case steps
        /// A person.
        case interrupted
        /// The broker, which no longer answered.
        case unreachable
    }

    package var conclusion = Conclusion.steps
    /// What ended the search, where the steps do not say so: a sentence without its stop, or empty.
    package var reason = ""
    /// Of `gale bench`.
    package var pattern = ""
    /// What the pattern was played with.
    package var about = ""
    /// What ``holds`` and ``fails`` count, such as `messages/s`.
    package var unit = ""
    package var demands = Demands()
    /// The highest load that held.
    package var holds: Int?
    /// The lowest load that did not.
    package var fails: Int?
    /// As they were played.
    package var steps: [Step] = []
    package var broker = Report.Broker()
    /// Wall-clock time, ISO 8601 in UTC.
    package var started = ""
    package var duration = Duration.zero
    package var gale = Report.Gale()
    package var host = Report.Host()

    package init() {}

    package static let fields: [Field<LimitReport>] = [
        Field(derived: "schema") { _ in schema },
        Field(derived: "headline") { $0.headline },
        Field("conclusion", \.conclusion), Field("reason", \.reason),
        Field("pattern", \.pattern), Field("about", \.about), Field("unit", \.unit),
        Field("demands", \.demands), Field("holds", \.holds), Field("fails", \.fails),
        Field("steps", \.steps), Field("broker", \.broker), Field("started", \.started),
        Field("duration", \.duration), Field("gale", \.gale), Field("host", \.host),
    ]
}

extension LimitReport {
    /// What a step must meet.
    package struct Demands: Record, Equatable {
        /// Nil where nothing is timed.
        package var p99: Duration?
        /// The legs that the ``p99`` is of; each must meet it.
        package var legs: [Leg] = []
        /// Messages that may be lost; nil where a share of them may.
        package var lost: Int? = 0
        /// Of the messages that were owed.
        package var lostShare: Double?

        package init() {}

        package static let fields: [Field<Demands>] = [
            Field("p99", \.p99), Field("legs", \.legs), Field("lost", \.lost),
            Field("lostShare", \.lostShare),
        ]
    }

    /// One load, played once.
    package struct Step: Record, Equatable {
        package enum Verdict: String, CaseIterable, JSONConvertible {
            case holds, fails
            /// It fails, but the generator was not valid: that tells nothing of the broker.
            case generator
            /// This host could not play it.
            case host
            /// A person ended it.
            case interrupted
        }

        package var load = 0
        package var verdict = Verdict.interrupted
        /// Why it does not hold, the worst first; empty where it does.
        package var reasons: [String] = []
        /// Messages or reconnects that came about in a second; nil where neither is counted.
        package var achieved: Double?
        /// Of the leg whose p99 is highest; nil where nothing is timed.
        package var p50: Duration?
        package var p99: Duration?
        package var lost = 0
        package var devices = 0
        package var connected = 0
        /// Nil where nothing was played.
        package var generator: GeneratorVerdict?
        /// The first of the reasons why it is not valid; empty where it is.
        package var generatorReason = ""
        /// Where the report of this step lies, from here; empty where nothing was played.
        package var report = ""

        package init() {}

        package static let fields: [Field<Step>] = [
            Field("load", \.load), Field("verdict", \.verdict), Field("reasons", \.reasons),
            Field("achieved", \.achieved), Field("p50", \.p50), Field("p99", \.p99),
            Field("lost", \.lost), Field("devices", \.devices), Field("connected", \.connected),
            Field("generator", \.generator), Field("generatorReason", \.generatorReason),
            Field("report", \.report),
        ]
    }
}

extension Leg: JSONConvertible {}

extension JSONConvertible where Self: RawRepresentable & CaseIterable, RawValue == String {
    package var json: JSON { .string(rawValue) }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let value = json.string.flatMap(Self.init(rawValue:)) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw Unreadable(place: place, problem: "one of \(known) should stand here")
        }
        self = value
    }
}
