import Reports

/// A figure of `report.json` that an expectation may name.
package struct Metric: Equatable, Sendable {
    /// How the figure is counted there, which decides how a limit is written.
    package enum Unit: Equatable, Sendable {
        case count
        /// Limits are durations; the figure is in nanoseconds.
        case nanoseconds
        /// Limits are durations; the figure is in seconds.
        case seconds
        /// Limits are sizes.
        case bytes
    }

    /// Such as `messages.byQoS.2.duplicated`.
    package let path: String
    package let unit: Unit

    /// Every figure of a scenario with these applications, in the order of the report.
    package static func all(applications: [String]) -> [Metric] {
        security + fleet + messages + wills + identities + acl + latency + gap + bytes + broker
            + generator
            + applications.flatMap {
                named(["delivered", "lost", "missed", "duplicated"], under: "applications.\($0)")
            }
    }

    /// The figure that `name` stands for: its path, or the last part of one of `messages`.
    static func find(_ name: String, in metrics: [Metric]) -> Metric? {
        metrics.first { $0.path == name } ?? metrics.first { $0.path == "messages.\(name)" }
    }

    private static let deliveries = [
        "published", "acknowledged", "delivered", "lost", "duplicated", "reordered", "corrupted",
        "unexpected", "missed",
    ]

    private static let security = named(
        ["verified", "fullHandshakes", "resumedHandshakes", "failedHandshakes"],
        under: "security")

    private static let fleet = named(
        ["devices", "connected", "connectFailures", "reconnects"], under: "fleet")

    private static let messages =
        named(deliveries, under: "messages")
        + (0...2).flatMap { named(deliveries, under: "messages.byQoS.\($0)") }

    private static let wills = named(
        ["expected", "delivered", "missing", "spurious"], under: "wills")

    private static let identities =
        named(
            [
                "flawed", "refused", "letIn", "wronglyRefused", "undecided", "rotations",
                "rotationsFailed", "revocations",
            ], under: "identities")
        + IdentityFlaw.allCases.flatMap {
            named(
                ["attempts", "refused", "atTLS", "atConnect", "atTopic", "letIn", "undecided"],
                under: "identities.\($0.rawValue)")
        }

    private static let acl = named(
        ["probes", "refused", "letIn", "delivered", "undecided"], under: "acl")

    private static let legs = Leg.allCases.map(\.rawValue)

    private static let latency = ["latency", "serviceTime"].flatMap { table in
        legs.flatMap { leg in
            named(["count"], under: "\(table).\(leg)")
                + named(
                    ["min", "p50", "p90", "p99", "p999", "max", "mean"],
                    under: "\(table).\(leg)", .nanoseconds)
        }
    }

    private static let gap = legs.flatMap {
        named(["p50", "p99"], under: "gap.\($0)", .nanoseconds)
    }

    private static let accounts = Report.Bytes.accounts.map(\.name)

    private static let bytes =
        named(accounts + ["total", "perMessage", "perDeviceAndDay"], under: "bytes", .bytes)
        + named(accounts, under: "bytes.perMessageByLayer", .bytes)
        + named(["segmentsSent", "segmentsReceived", "segmentsRetransmitted"], under: "bytes")

    private static let broker =
        named(["cpuSeconds"], under: "broker.process", .seconds)
        + named(["cpuPerMessage"], under: "broker.process", .nanoseconds)
        + named(
            ["memoryBefore", "memoryPeak", "memoryAtFullFleet", "memoryPerConnection"],
            under: "broker.process", .bytes)

    private static let generator =
        named(["valid"], under: "generator")
        + named(["cpuSeconds", "sendBufferFullSeconds"], under: "generator", .seconds)
        + named(["maxResidentBytes"], under: "generator", .bytes)
        + named(
            ["latenessP50", "latenessP99", "latenessMax", "readDelayP99", "readDelayMax"],
            under: "generator", .nanoseconds)

    private static func named(
        _ names: [String], under prefix: String, _ unit: Unit = .count
    ) -> [Metric] {
        names.map { Metric(path: "\(prefix).\($0)", unit: unit) }
    }
}
