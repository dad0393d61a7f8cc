import Base

/// The tables that pages are made of: said once, drawn by every format.
extension Report {
    var checkTable: Table {
        Table(
            "Checks", [.text("Verdict"), .text("Check"), .text("What was seen")],
            checks.map { [$0.verdict.rawValue, $0.title.isEmpty ? $0.id : $0.title, $0.detail] })
    }

    var messageTable: Table {
        let kinds = [messages.all] + messages.byQoS
        let rows: [(String, KeyPath<Deliveries, Int>)] = [
            ("published", \.published), ("acknowledged", \.acknowledged),
            ("delivered", \.delivered), ("lost", \.lost), ("duplicated", \.duplicated),
            ("reordered", \.reordered), ("corrupted", \.corrupted), ("unexpected", \.unexpected),
            ("missed", \.missed),
        ]
        return Table(
            "Messages",
            note: "Published once may be delivered to many. Missed were published while a "
                + "subscriber was away under a session that keeps nothing.",
            [.text(""), .number("all"), .number("QoS 0"), .number("QoS 1"), .number("QoS 2")],
            rows.map { name, path in [name] + kinds.map { Figure.count($0[keyPath: path]) } })
    }

    var latencyTable: Table {
        Self.table(
            "Latency", note: "Counted from the instant at which each thing was due.", latency)
    }

    var serviceTimeTable: Table {
        Self.table(
            "Service time", note: "Counted from the instant at which it was sent.", serviceTime)
    }

    private static func table(_ title: String, note: String, _ legs: Legs<Latency>) -> Table {
        let columns = ["count", "min", "p50", "p90", "p99", "p99.9", "max", "mean"]
        return Table(
            title, note: note, [.text("Leg")] + columns.map(Table.Column.number),
            legs.measured.map { leg, it in
                [leg.title, Figure.count(it.count)]
                    + [it.min, it.p50, it.p90, it.p99, it.p999, it.max, it.mean]
                    .map { $0.map(Figure.duration) ?? "–" }
            })
    }

    var clockTable: Table {
        Table(
            "Clocks",
            note: "Of the other gales of the run: by how much each was ahead, and how far that may "
                + "be from the truth. One-way figures finer than that are refused.",
            [
                .text("Who"), .number("ahead"), .number("error"), .number("echoes"),
                .number("published"),
            ],
            clocks.map {
                [
                    $0.who.joined(separator: ", "), Figure.duration($0.offset),
                    Figure.duration($0.error), Figure.count($0.echoes),
                    $0.published.map { Figure.count($0) } ?? "–",
                ]
            })
    }

    var gapTable: Table {
        Table(
            "Latency less service time",
            note: "What waiting for its turn added: a closed loop would not have shown it.",
            [.text("Leg"), .number("p50"), .number("p99")],
            gap.measured.map { leg, it in
                [leg.title] + [it.p50, it.p99].map { $0.map(Figure.duration) ?? "–" }
            })
    }

    var byteTable: Table {
        let rows = bytes.shownAccounts.map { name, count in
            [name, Figure.bytes(count), Figure.share(count, of: bytes.total)]
        }
        let further = [
            ("per message", bytes.perMessage), ("per device and day", bytes.perDeviceAndDay),
        ]
        return Table(
            "Bytes", note: "Both directions; 1 kB is 1,000 bytes.\(bytes.sourceOfTCPIP)",
            [.text("Account"), .number("bytes"), .number("share")],
            rows + [["total", Figure.bytes(bytes.total), ""]]
                + further.compactMap { name, value in value.map { [name, Figure.bytes($0), ""] } })
    }

    var willTable: Table {
        Table(
            "Wills",
            [.number("expected"), .number("delivered"), .number("missing"), .number("spurious")],
            wills == Wills()
                ? []
                : [
                    [wills.expected, wills.delivered, wills.missing, wills.spurious].map(
                        Figure.count)
                ])
    }

    var applicationTable: Table {
        Table(
            "Applications",
            [
                .text("Name"), .number("delivered"), .number("lost"), .number("missed"),
                .number("duplicated"),
            ],
            applications.map {
                [$0.name] + [$0.delivered, $0.lost, $0.missed, $0.duplicated].map(Figure.count)
            })
    }

    var faultTable: Table {
        Table(
            "What went wrong", [.text("At"), .text("What"), .number("times")],
            faults.map {
                [
                    $0.seconds.map { Figure.duration(seconds: $0) } ?? "", $0.what,
                    Figure.count($0.count),
                ]
            })
    }

    var phaseTable: Table {
        Table(
            "Phases", [.text("Phase"), .number("from"), .number("lasting")],
            phases.map {
                [
                    $0.name, Figure.duration(seconds: $0.startSeconds),
                    Figure.duration(seconds: $0.seconds),
                ]
            })
    }

    var runTable: Table {
        Table(
            "Run",
            facts: [
                ("scenario", scenario.name), ("seed", "\(scenario.seed)"),
                ("broker", brokerName), ("started", started),
                ("duration", Figure.duration(duration)),
                (
                    "devices",
                    "\(Figure.count(fleet.connected)) of \(Figure.count(fleet.devices)) connected"
                ),
                ("failed connects", Figure.count(fleet.connectFailures)),
                ("reconnects", Figure.count(fleet.reconnects)),
                ("gale", gale.version), ("host", hostName),
            ])
    }

    var generatorTable: Table {
        Table(
            "Generator", note: "What the run cost gale, with its own broker where that served.",
            facts: [
                ("processor time", Figure.duration(seconds: generator.cpuSeconds)),
                ("memory at most", Figure.bytes(generator.maxResidentBytes)),
                ("verdict", generator.verdict?.rawValue ?? ""),
                ("why", generatorReasons.joined(separator: "; ")),
                ("lateness p50", Figure.duration(generator.latenessP50)),
                ("lateness p99", Figure.duration(generator.latenessP99)),
                ("lateness at most", Figure.duration(generator.latenessMax)),
                ("read delay p99", generator.readDelayP99.map(Figure.duration) ?? ""),
                ("read delay at most", generator.readDelayMax.map(Figure.duration) ?? ""),
                (
                    "send buffers full, all links",
                    Figure.duration(seconds: generator.sendBufferFullSeconds)
                ),
                ("loops", Figure.count(generator.loops)),
                ("processor of each loop", loopShares),
            ])
    }

    /// The first slices; a page that holds a day of seconds is no page any more.
    var timelineTable: Table {
        let most = 600
        let rest =
            timeline.slices.count > most
            ? " The first \(most) of \(Figure.count(timeline.slices.count)); timeline.csv has all."
            : ""
        return Table(
            "Timeline",
            note: "Messages within each slice of "
                + "\(Figure.duration(seconds: timeline.sliceSeconds))." + rest,
            (["until", "connected", "published", "delivered", "bytes", "p50", "p99", "max"]
                + (timeline.showsBroker ? ["broker CPU", "broker memory"] : []))
                .map(Table.Column.number),
            timeline.slices.prefix(most).map { slice in
                [Figure.duration(seconds: slice.seconds)]
                    + [slice.connected, slice.published, slice.delivered].map(Figure.count)
                    + [Figure.bytes(slice.bytes)]
                    + [slice.p50, slice.p99, slice.max].map { $0.map(Figure.duration) ?? "–" }
                    + (timeline.showsBroker ? slice.brokerCells : [])
            })
    }

    var brokerName: String {
        let name = broker.url.isEmpty ? "" : broker.url + (broker.embedded ? ", embedded" : "")
        return name.isEmpty && broker.embedded ? "embedded" : name
    }

    private var loopShares: String {
        generator.loopCPU.map { Figure.percent($0) }.joined(separator: ", ")
    }

    private var hostName: String {
        var parts = host.system.isEmpty ? [] : [host.system]
        if host.cores > 0 { parts.append(Figure.count(host.cores, "core")) }
        if host.memoryBytes > 0 { parts.append(Figure.bytes(host.memoryBytes)) }
        return parts.joined(separator: ", ")
    }

    /// Messages a second over the whole run.
    var throughput: Double? {
        duration > .zero ? Double(messages.all.published) / duration.inSeconds : nil
    }
}

extension Report.Bytes {
    var isTCPIPEstimated: Bool { estimated.contains("tcpIP") }

    /// Accounts under the names that people get to see; of carriers, those that carried anything.
    var shownAccounts: [(name: String, count: Int)] {
        Self.accounts.compactMap { account in
            let count = self[keyPath: account.path]
            guard account.isFounding || count != 0 else { return nil }
            let isEstimate = estimated.contains(account.name)
            return (account.title + (isEstimate ? ", estimated" : ""), count)
        }
    }

    /// Where ``tcpIP`` comes from: a sentence with the space before it, or nothing.
    var sourceOfTCPIP: String {
        guard let sent = segmentsSent, let received = segmentsReceived else {
            return isTCPIPEstimated ? " TCP/IP headers are an estimate." : ""
        }
        let source =
            isTCPIPEstimated
            ? " TCP/IP headers are in part an estimate, in part from the kernel's counters: "
            : " TCP/IP headers are from the kernel's counters: "
        let again = segmentsRetransmitted ?? 0
        return source
            + "\(Figure.count(sent, "segment")) sent, \(Figure.count(received)) received, "
            + "\(again > 0 ? Figure.count(again) : "none") sent again."
    }
}
