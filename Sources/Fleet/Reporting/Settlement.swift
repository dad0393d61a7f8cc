import Base
import Devices
import MQTT
import Measures
import Reports
import Scenarios

/// The books of a run, closed: what each subscriber was owed, and what became of it.
struct Settlement {
    private(set) var totals = MessageTotals()
    /// Totals by subscriber, as the ledgers number them.
    private var bySubscriber: [Int: MessageTotals.Tally] = [:]
    /// The stream under which deliveries on each stream's topic are counted.
    private let carriers: [Int]
    /// What all publishers of a topic sent, by the stream it is counted under.
    private var carried: [Int: Int] = [:]

    /// Streams of which nobody knows how many messages they had.
    private let isUntold: (Int) -> Bool

    /// - Parameter isUntold: of such a stream what came was owed, and nothing is said of the rest.
    init(
        closing tally: inout Tally, _ roster: Roster,
        isUntold: @escaping (_ stream: Int) -> Bool = { _ in false }
    ) {
        self.isUntold = isUntold
        carriers = roster.carriers
        for (stream, qos) in zip(tally.ledger.streams, roster.streamQoS) {
            totals.add(stream, qos: Int(qos.rawValue))
        }
        for (stream, carrier) in carriers.enumerated() {
            carried[carrier, default: 0] += tally.ledger.streams[stream].left
        }
        var open: [CountedPair: DeliveredStream] = [:]
        for pair in tally.ledger.pairs {
            open[CountedPair(stream: Int(pair.stream), subscriber: Int(pair.subscriber))] =
                pair.delivered
        }
        var counted = tally.counted
        let stamped = roster.stampedStreams
        for (subscriber, filters) in tally.grants {
            settle(subscriber, filters, &open, &counted, stamped, tally, roster)
        }
        // What is left went to somebody whose subscriptions do not explain it.
        for delivered in open.values {
            let none = delivered.settle(owed: 0, lastDue: .min)
            totals[0].unexpected += none.unexpected + none.duplicated + none.corrupted
        }
        for delivered in counted.values { totals[0].unexpected += Int(delivered.received) }
        let strays = tally.ledger.strays
        for qos in 0...2 { totals[qos].unexpected += strays[qos] }
    }

    private mutating func settle(
        _ subscriber: Int, _ filters: [Grant], _ open: inout [CountedPair: DeliveredStream],
        _ counted: inout [CountedPair: CountedStream], _ stamped: [Bool], _ tally: Tally,
        _ roster: Roster
    ) {
        let absence = tally.absences[subscriber] ?? Absence()
        let own = roster.streams(of: subscriber)
        var seen: Set<Int> = []
        for stream in own where !roster.topics[stream].isEmpty {
            // A topic with several publishers is settled once for all of them.
            let carrier = carriers[stream]
            let isFirst =
                carrier == stream || !own.contains(carrier) && seen.insert(carrier).inserted
            guard isFirst else { continue }
            guard let qos = roster.agreedQoS(stream: stream, filters) else { continue }
            let published = tally.ledger.streams[stream]
            let pair = CountedPair(stream: carrier, subscriber: subscriber)
            let settlement: DeliveredStream.Settlement
            if stamped[stream] {
                let delivered = open.removeValue(forKey: pair) ?? DeliveredStream()
                settlement = delivered.settle(
                    owed: isUntold(stream) ? Int(delivered.distinct) : published.left,
                    lastDue: published.lastDue, absence: absence)
            } else {
                let delivered = counted.removeValue(forKey: pair) ?? CountedStream()
                let isOpen = isUntold(carrier) || isUntold(stream)
                // Without stamps nobody can say which were sent while it was away.
                settlement = delivered.settle(
                    owed: isOpen ? Int(delivered.received) : carried[carrier] ?? 0,
                    excused: absence.intervals.isEmpty ? 0 : .max)
            }
            totals.add(settlement, qos: Int(qos))
            var one = MessageTotals()
            one.add(settlement, qos: Int(qos))
            bySubscriber[subscriber, default: MessageTotals.Tally()].add(one.all)
        }
    }

    /// One line for each application of the plan, its instances together.
    func applications(of roster: Roster) -> [Report.Application] {
        roster.plan.applications.enumerated().map { index, plan in
            var sum = MessageTotals.Tally()
            let numbers = Set(roster.players.filter { $0.index == index }.map(\.ledgerNumber))
            for number in numbers { sum.add(bySubscriber[number] ?? MessageTotals.Tally()) }
            return Report.Application(
                name: plan.name, delivered: sum.delivered, lost: sum.lost, missed: sum.missed,
                duplicated: sum.duplicated)
        }
    }
}

extension Roster {
    /// Whether each stream's messages say which they are.
    package var stampedStreams: [Bool] {
        topics.enumerated().map { stream, topic in
            uses[topic].map { $0.isStamped && Int($0.stream) == stream } ?? false
        }
    }

    /// The stream under which deliveries on each stream's topic are counted.
    var carriers: [Int] {
        topics.enumerated().map { stream, topic in uses[topic].map { Int($0.stream) } ?? stream }
    }

    /// The streams that may be owed to a subscriber: all for an application, its commands for a
    /// device.
    func streams(of subscriber: Int) -> Range<Int> {
        guard subscriber >= players.count else { return 0..<streamCount }
        let device = subscriber - players.count
        let contingent = contingents[contingent(of: device)]
        let count = contingent.plan.model.commands.count
        let first = contingent.firstCommandStream + (device - contingent.firstDevice) * count
        return first..<first + count
    }
}
