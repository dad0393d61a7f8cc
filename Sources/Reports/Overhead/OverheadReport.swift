package import Base

/// What a message costs by each way a device may send it, side by side.
///
/// Whoever measured fills it in; what was not measured stays nil and is drawn as a dash. The names
/// of its members are those of `overhead.json`.
package struct OverheadReport: Record, Equatable {
    /// The name and the major version of what `overhead.json` holds.
    package static let schema = "gale.overhead/1"

    /// Whether somebody asked for certificates not to be verified.
    package var insecure = false
    /// What was sent, in a few words, such as `smart-meter telemetry`.
    package var about = ""
    /// Bytes of each message.
    package var payload = 0
    package var topic = ""
    /// Between the two ends, such as `loopback`; empty where nobody knows.
    package var path = ""
    /// The most messages that were on their way at once where ``Row/rate`` was measured.
    package var window = 1
    /// Whether ``Layers/tcpIP`` is an estimate, and not from the kernel's counters.
    package var isTCPIPEstimated = false
    /// In the order in which they are shown.
    package var rows: [Row] = []
    package var whatIfs: [WhatIf] = []
    package var habit = Habit()
    package var priceLists: [PriceList] = []
    /// What the reader must know: a row that could not be measured, and why.
    package var notes: [String] = []
    package var servers: [Report.Broker] = []
    /// Wall-clock time, ISO 8601 in UTC.
    package var started = ""
    package var duration = Duration.zero
    package var gale = Report.Gale()
    package var host = Report.Host()

    package init() {}

    package static let fields: [Field<OverheadReport>] = [
        Field(derived: "schema") { _ in schema },
        Field("insecure", \.insecure),
        Field(derived: "headline") { $0.headline },
        Field("about", \.about), Field("payload", \.payload), Field("topic", \.topic),
        Field("path", \.path), Field("window", \.window),
        Field("isTCPIPEstimated", \.isTCPIPEstimated),
        Field("rows", \.rows),
        Field(derived: "ratios") { report in report.rows.map { report.ratio(of: $0) } },
        Field("whatIfs", \.whatIfs),
        Field(derived: "claims") { $0.claims },
        Field(derived: "measured") { $0.measured },
        Field(derived: "notMeasured") { $0.notMeasured },
        Field("habit", \.habit), Field("priceLists", \.priceLists), Field("notes", \.notes),
        Field("servers", \.servers), Field("started", \.started), Field("duration", \.duration),
        Field("gale", \.gale), Field("host", \.host),
    ]

    /// Reads a report that ``json`` wrote.
    ///
    /// - Throws: ``Unreadable`` for what is none, or one of a schema this gale does not know.
    package init(json: JSON) throws(Unreadable) {
        let schema = json["schema"]?.string
        guard schema == Self.schema else {
            throw Unreadable(
                place: "schema",
                problem: "\(schema.map { "“\($0)”" } ?? "nothing") stands here; this gale reads "
                    + "“\(Self.schema)”")
        }
        try self.init(json: json, at: "")
    }
}
