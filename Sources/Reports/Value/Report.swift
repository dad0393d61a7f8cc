/// What a run found out: engines make it, formats print it, neither knows the other.
///
/// The names of its members are those of `report.json`; `reports/README.md` explains each. Every
/// duration there is in whole nanoseconds.
package struct Report: Record, Equatable {
    /// The name and the major version of what `report.json` holds.
    package static let schema = "gale.report/1"

    package var verdict = Verdict.inconclusive
    /// Why the verdict is what it is, where the checks do not say so: one clause, or empty.
    package var reason = ""
    /// Nil where links were plain.
    package var security: Security?
    package var scenario = Scenario()
    package var broker = Broker()
    package var fleet = Fleet()
    package var messages = Messages()
    package var wills = Wills()
    /// Nil where no scenario put identities to the test.
    package var identities: Identities?
    /// Nil where nobody tried what is not theirs.
    package var acl: AccessProbes?
    /// From the instant at which each thing was due.
    package var latency = Legs<Latency>()
    /// From the instant at which it was actually sent.
    package var serviceTime = Legs<Latency>()
    package var bytes = Bytes()
    package var generator = Generator()
    /// Of the other gales that played a part of the run; empty where one played all.
    package var clocks: [Clock] = []
    package var checks: [Check] = []
    package var applications: [Application] = []
    package var timeline = Timeline()
    package var curves = Legs<Curve>()
    package var phases: [Phase] = []
    package var faults: [Fault] = []
    /// What a reader should know before trusting the figures.
    package var warnings: [String] = []
    /// Wall-clock time, ISO 8601 in UTC, such as `2026-11-20T16:00:00Z`.
    package var started = ""
    /// From the first connection to the end of the drain.
    package var duration = Duration.zero
    package var gale = Gale()
    package var host = Host()

    package init() {}

    package static let fields: [Field<Report>] = [
        Field(derived: "schema") { _ in schema },
        Field("verdict", \.verdict),
        Field("reason", \.reason),
        Field("security", \.security, required: false),
        Field("scenario", \.scenario),
        Field("broker", \.broker),
        Field("started", \.started),
        Field("duration", \.duration),
        Field("fleet", \.fleet),
        Field("messages", \.messages),
        Field("wills", \.wills),
        Field("identities", \.identities, required: false),
        Field("acl", \.acl, required: false),
        Field("latency", \.latency),
        Field("serviceTime", \.serviceTime),
        Field(derived: "gap") { $0.gap },
        Field("bytes", \.bytes),
        Field("generator", \.generator),
        Field("clocks", \.clocks, required: false),
        Field("checks", \.checks),
        Field("applications", \.applications),
        Field("faults", \.faults),
        Field("warnings", \.warnings),
        Field("phases", \.phases),
        Field("timeline", \.timeline),
        Field("curves", \.curves),
        Field("gale", \.gale),
        Field("host", \.host),
    ]

    /// The checks that did not pass, in their order.
    package var complaints: [Check] { checks.filter { !$0.verdict.isGood } }
}
