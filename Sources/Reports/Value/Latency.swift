package import Base

/// A stretch of the conversation whose time is measured.
package enum Leg: String, CaseIterable, Sendable {
    case connect, handshake, connack, suback, puback, pubrec, pubcomp, endToEnd, will, roundTrip
    case shadow

    /// From what to what, for people.
    package var title: String {
        switch self {
        case .connect: "TCP connect"
        case .handshake: "TLS handshake"
        case .connack: "CONNECT to CONNACK"
        case .suback: "SUBSCRIBE to SUBACK"
        case .puback: "PUBLISH to PUBACK"
        case .pubrec: "PUBLISH to PUBREC"
        case .pubcomp: "PUBLISH to PUBCOMP"
        case .endToEnd: "End to end"
        case .will: "Link lost to Will"
        case .roundTrip: "Command to answer"
        case .shadow: "Shadow convergence"
        }
    }
}

/// What is known of one leg.
package protocol LegFinding: JSONConvertible, Equatable {
    var isMeasured: Bool { get }

    /// The form of a leg that was not measured, which has no figures that could be mistaken.
    static var unmeasured: JSON { get }

    /// Whether `json` is the form of a leg that was measured.
    static func isMeasured(_ json: JSON) -> Bool
}

/// What is known of each leg that was measured.
package struct Legs<Finding: LegFinding>: Equatable, Sendable {
    private var findings: [Leg: Finding] = [:]

    package init() {}

    /// Nil where nothing was measured.
    package subscript(leg: Leg) -> Finding? {
        get { findings[leg] }
        set { findings[leg] = newValue?.isMeasured == true ? newValue : nil }
    }

    /// What was measured, in the order of the conversation.
    package var measured: [(leg: Leg, finding: Finding)] {
        Leg.allCases.compactMap { leg in findings[leg].map { (leg, $0) } }
    }
}

/// Every leg has its member, measured or not.
extension Legs: JSONConvertible {
    package var json: JSON {
        var members = JSON.Members()
        for leg in Leg.allCases {
            members[leg.rawValue] = findings[leg]?.json ?? Finding.unmeasured
        }
        return .object(members)
    }

    package init(json: JSON, at place: String) throws(Unreadable) {
        guard let members = json.object else {
            throw Unreadable(place: place, problem: "an object should stand here")
        }
        for leg in Leg.allCases {
            guard let member = members[leg.rawValue], Finding.isMeasured(member) else { continue }
            findings[leg] = try Finding(json: member, at: "\(place).\(leg.rawValue)")
        }
    }
}

extension Report {
    /// The distribution of one leg; a figure that is nil would be finer than what it was measured
    /// with.
    package struct Latency: Record, LegFinding {
        package var count = 0
        package var min: Duration?
        package var p50: Duration?
        package var p90: Duration?
        package var p99: Duration?
        package var p999: Duration?
        package var max: Duration?
        package var mean: Duration?

        package init() {}

        package static let fields: [Field<Latency>] = [
            Field("count", \.count), Field("min", \.min), Field("p50", \.p50),
            Field("p90", \.p90), Field("p99", \.p99), Field("p999", \.p999),
            Field("max", \.max), Field("mean", \.mean),
        ]
    }

    /// How latency grows with the percentile: one leg, points in rising order.
    package struct Curve: Record, LegFinding {
        /// From 0 to 100.
        package var percentiles: [Double] = []
        /// One for each percentile.
        package var latencies: [Duration] = []

        package init() {}

        package mutating func append(percentile: Double, latency: Duration) {
            percentiles.append(percentile)
            latencies.append(latency)
        }

        package static let fields: [Field<Curve>] = [
            Field("percentiles", \.percentiles), Field("latencies", \.latencies),
        ]
    }
}

extension Report.Latency {
    package var isMeasured: Bool { count > 0 }

    package static var unmeasured: JSON {
        var members = JSON.Members()
        for field in fields { members[field.name] = field.name == "count" ? 0 : .null }
        return .object(members)
    }

    package static func isMeasured(_ json: JSON) -> Bool { json["count"] != 0 }
}

extension Report.Curve {
    package var isMeasured: Bool { !percentiles.isEmpty }
    package static var unmeasured: JSON { Report.Curve().json }
    package static func isMeasured(_ json: JSON) -> Bool { json["percentiles"] != [] }
}
