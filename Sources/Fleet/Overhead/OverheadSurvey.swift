import Base
import MQTT
import Measures
package import Reports
import Transports

/// The same messages by every transport, at QoS 0 and 1, one after the other on one thread.
package struct OverheadSurvey {
    /// One row on its way to be one.
    fileprivate struct Way {
        var row: OverheadReport.Row
        var probe: OverheadProbe
        var turns: [OverheadProbe.Turn] = []
        /// While bytes were counted.
        var reopenings = 0
    }

    let order: OverheadOrder
    let subjects: [OverheadSubject]
    fileprivate var ways: [Way] = []
    private let mayGoOn: (String) -> Bool
    let mayContinue: () -> Bool

    package private(set) var rows: [OverheadReport.Row] = []
    package private(set) var whatIfs: [OverheadReport.WhatIf] = []
    /// What the reader must know of it.
    package private(set) var notes: [String] = []

    /// - Parameters:
    ///   - subjects: at most one of each scheme, none of a Unix socket.
    ///   - mayGoOn: asked before every step, with what it is; false ends all.
    ///   - mayContinue: the same, within a step.
    package init(
        _ order: OverheadOrder, of subjects: [OverheadSubject],
        mayGoOn: @escaping (String) -> Bool, mayContinue: @escaping () -> Bool
    ) {
        self.mayContinue = mayContinue
        self.order = order
        self.subjects = subjects
        self.mayGoOn = mayGoOn
    }

    /// Measures all of it.
    ///
    /// - Throws: where a server cannot be reached, or nothing is left to measure; what goes wrong
    ///   later costs a row and is noted.
    /// - Cost: with the usual order, some five seconds a row.
    package mutating func run() throws(OverheadTrouble) {
        try makeWays()
        for index in ways.indices { try measureBytes(of: index) }
        keepGood()
        // In turns, so that what else the machine does hits all alike.
        for round in 1...order.rounds {
            for index in ways.indices where ways[index].row.messages > 0 {
                try measureTurn(of: index, round)
            }
        }
        keepGood()
        for index in ways.indices { ways[index].note() }
        rows = ways.map(\.row)
        guard !rows.isEmpty else {
            throw OverheadTrouble(.refused, notes.first ?? "there was nothing to measure")
        }
        noteReopenings()
        noteSpread()
        noteBooks()
        noteAgreements()
        try tryChanges()
        if subjects.allSatisfy(\.endpoint.isLoopback) {
            notes.append(
                "On loopback a segment carries 64 KB. On Ethernet it carries 1,448 bytes: there, "
                    + "handshakes and messages beyond that have more headers of TCP and IP.")
        }
    }

    private mutating func makeWays() throws(OverheadTrouble) {
        for qos in [QoS.atMostOnce, .atLeastOnce] {
            for transport in OverheadReport.Transport.allCases {
                guard let subject = subjects.first(where: { $0.transport == transport }) else {
                    continue
                }
                for connection in OverheadReport.Connection.allCases
                where connection == .kept || transport == .https {
                    ways.append(
                        Way(
                            row: .init(transport, qos: Int(qos.rawValue), connection),
                            probe: try OverheadProbe(
                                order, subject, qos: qos, while: mayContinue)))
                }
            }
        }
    }

    mutating func add(_ change: OverheadReport.WhatIf) { whatIfs.append(change) }
    mutating func note(_ sentence: String) { notes.append(sentence) }

    func announce(_ step: String) throws(OverheadTrouble) {
        guard mayGoOn(step) else { throw OverheadTrouble(.interrupted, "interrupted") }
    }

    private mutating func measureBytes(of index: Int) throws(OverheadTrouble) {
        try announce("\(ways[index].row.title): bytes")
        try attempt(index) { way throws(OverheadTrouble) in
            var row = way.row
            if row.connection == .kept {
                row.opening = try way.probe.openings()
                try way.probe.fill(&row)
                way.reopenings = way.probe.reopenings
            } else {
                try way.probe.fillFresh(&row)
            }
            way.row = row
        }
    }

    private mutating func measureTurn(of index: Int, _ round: Int) throws(OverheadTrouble) {
        try announce("\(ways[index].row.title): rate, round \(round) of \(order.rounds)")
        try attempt(index) { way throws(OverheadTrouble) in
            way.turns.append(
                way.row.connection == .kept ? try way.probe.turn() : try way.probe.freshTurn())
        }
    }

    /// Does a step of one row; where it fails the row is given up, unless its server is not there.
    private mutating func attempt(
        _ index: Int, _ step: (inout Way) throws(OverheadTrouble) -> Void
    ) throws(OverheadTrouble) {
        do throws(OverheadTrouble) {
            try step(&ways[index])
        } catch {
            ways[index].probe.abandon()
            guard error.kind == .refused else { throw error }
            notes.append("\(ways[index].row.title) could not be measured: \(error.message).")
            ways[index].row.messages = 0
        }
    }

    private mutating func keepGood() { ways.removeAll { $0.row.messages == 0 } }

    /// How far apart the rounds were, for who wants to know what a difference is worth.
    private mutating func noteSpread() {
        let spreads = ways.compactMap { way in
            way.spread.map { (title: way.row.title, share: $0) }
        }
        guard order.rounds > 1, let worst = spreads.max(by: { $0.share < $1.share }) else { return }
        let middle = spreads.map(\.share).median
        notes.append(
            "Rates and processor times are medians of \(Figure.count(order.rounds, "round")) of "
                + "\(Figure.duration(order.turn)) each. From the slowest round to the fastest lay "
                + "\(Figure.percent(middle)) of the median in the middle row, "
                + "\(Figure.percent(worst.share)) at worst (\(worst.title)).")
    }

    private mutating func noteReopenings() {
        for way in ways where way.reopenings > 0 {
            notes.append(
                "The server of \(way.row.title) ended its connection itself: "
                    + "\(Figure.count(way.reopenings, "new one")) for "
                    + "\(Figure.count(way.row.messages, "message")), which the bytes hold.")
        }
    }

    /// What TLS came to be, which nobody may have chosen.
    private mutating func noteAgreements() {
        var schemes: [String: [String]] = [:]
        for way in ways where way.row.qos == 1 && way.row.connection == .kept {
            for agreement in way.probe.net.agreements.keys {
                schemes["\(agreement.version) with \(agreement.cipher)", default: []]
                    .append(way.row.transport.rawValue)
            }
        }
        for (agreement, names) in schemes.sorted(by: { $0.key < $1.key }) {
            notes.append("TLS of \(names.joined(separator: ", ")) was \(agreement).")
        }
    }

    private mutating func noteBooks() {
        for way in ways {
            let missing = way.probe.reading.ledger.unexplained
            guard missing != 0 else { continue }
            notes.append(
                "The books of \(way.row.title) do not balance: \(missing) bytes moved that no "
                    + "layer explains. That is a fault of gale's.")
        }
    }
}

extension OverheadSurvey.Way {
    /// Enters the medians of all rounds.
    fileprivate mutating func note() {
        row.rate = turns.map(\.many.perSecond).median
        if row.transport.isHTTP || row.qos > 0 {
            row.rateAlone = turns.map(\.single.perSecond).median
        }
        row.cpuPerMessage = turns.map(\.single.cpuPerMessage).median
    }

    /// From the slowest round to the fastest, as a share of the median.
    fileprivate var spread: Double? {
        let rates = turns.map(\.many.perSecond)
        guard let least = rates.min(), let most = rates.max() else { return nil }
        return (most - least) / rates.median
    }
}

extension OverheadSubject {
    /// Nil for a Unix socket.
    package var transport: OverheadReport.Transport? { .init(rawValue: endpoint.scheme.rawValue) }
}
