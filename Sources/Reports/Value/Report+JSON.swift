package import Base

extension Report {
    /// Reads a report that ``json`` wrote, of this schema or with members added since.
    ///
    /// - Throws: ``Unreadable`` for what is no report, or one of a schema this gale does not know.
    package init(json: JSON) throws(Unreadable) {
        guard let schema = json["schema"]?.string, schema.hasPrefix("gale.report/") else {
            throw Unreadable(place: "", problem: "this is no report of gale: it names no schema")
        }
        guard schema == Report.schema else {
            throw Unreadable(
                place: "schema",
                problem: "the report is “\(schema)”, this gale reads “\(Report.schema)”; "
                    + "draw it with the gale that wrote it or a newer one")
        }
        try self.init(json: json, at: "")
    }

    /// The number at a path such as `messages.byQoS.2.duplicated` or `latency.endToEnd.p99`.
    ///
    /// An element of an array is named by its place from 0, or by its `name` or `id`, as in
    /// `applications.dashboard.lost`. Nil where nothing was measured or the path leads nowhere;
    /// true counts as 1.
    ///
    /// - Cost: writes the whole report as JSON; to look up many, keep ``json`` and ask that.
    package func value(at path: String) -> Double? { json.value(at: path) }

    /// Whether every report has something at `path`, though it may not have been measured.
    ///
    /// Names of applications and checks are the scenario's own and not looked at.
    package static func hasPlace(for path: String) -> Bool {
        let steps = path.split(separator: ".", omittingEmptySubsequences: false)
        switch steps.first {
        case "applications":
            return steps.count == 3 && Application.fields.contains { $0.name == steps[2] }
                && steps[2] != "name"
        case "latency", "serviceTime":
            return steps.count == 3 && Leg(rawValue: String(steps[1])) != nil
                && Latency.fields.contains { $0.name == steps[2] }
        case "gap":
            return steps.count == 3 && Leg(rawValue: String(steps[1])) != nil
                && Gap.fields.contains { $0.name == steps[2] }
        default: return Report.filled.value(at: path) != nil
        }
    }

    /// A report in which what may be null is not.
    private static let filled: JSON = {
        var report = Report()
        report.bytes.perMessage = 0
        report.bytes.perDeviceAndDay = 0
        report.bytes.segmentsSent = 0
        report.bytes.segmentsReceived = 0
        report.bytes.segmentsRetransmitted = 0
        report.security = Security()
        report.identities = .everyKind
        report.acl = AccessProbes()
        report.generator.verdict = .valid
        report.generator.readDelayP99 = .zero
        report.generator.readDelayMax = .zero
        var process = Process()
        process.cpuSeconds = 0
        process.cpuPerMessage = .zero
        process.memoryBefore = 0
        process.memoryPeak = 0
        process.memoryAtFullFleet = 0
        process.memoryPerConnection = 0
        report.broker.process = process
        return report.json
    }()
}

extension JSON {
    /// See ``Report/value(at:)``.
    package func value(at path: String) -> Double? {
        var place = self
        for step in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = place.member(String(step)) else { return nil }
            place = next
        }
        return place.bool.map { $0 ? 1 : 0 } ?? place.number
    }

    private func member(_ step: String) -> JSON? {
        guard let elements = array else { return self[step] }
        if let index = Int(step), elements.indices.contains(index) { return elements[index] }
        return elements.first { $0["name"]?.string == step || $0["id"]?.string == step }
    }
}

extension Report {
    /// `value` as people read what stands at `path`: a latency in milliseconds, bytes in kB.
    package static func figure(_ value: Double, at path: String) -> String {
        let steps = path.split(separator: ".")
        switch (steps.first, steps.last) {
        case (_, "count"): break
        case ("latency", _), ("serviceTime", _), ("gap", _), ("duration", _), (_, "latenessP50"),
            (_, "latenessP99"), (_, "latenessMax"), (_, "readDelayP99"), (_, "readDelayMax"),
            (_, "cpuPerMessage"):
            return Figure.duration(seconds: value / 1e9)
        case ("bytes", "segmentsSent"), ("bytes", "segmentsReceived"),
            ("bytes", "segmentsRetransmitted"):
            break
        case ("bytes", _), (_, "maxResidentBytes"), (_, "memoryBytes"), (_, "memoryBefore"),
            (_, "memoryPeak"), (_, "memoryAtFullFleet"), (_, "memoryPerConnection"):
            return Figure.bytes(value)
        case (_, "cpuSeconds"), (_, "sendBufferFullSeconds"): return Figure.duration(seconds: value)
        default: break
        }
        // A count that would lose digits is better read in full.
        return value == value.rounded() && value.magnitude < 1e15
            ? Figure.count(Int(value)) : Figure.number(value)
    }
}
