/// What became of all messages, by QoS.
package struct MessageTotals: Equatable, Sendable {
    /// The counts of one QoS, or of all.
    ///
    /// `published` and `acknowledged` count once a message, the others once a message and
    /// subscriber: `owed == delivered + lost + missed`.
    package struct Tally: Equatable, Sendable {
        package var published = 0
        package var acknowledged = 0
        /// What subscribers had to get, were none ever away.
        package var owed = 0
        package var delivered = 0
        package var lost = 0
        /// Not delivered and not owed: sent while the subscriber was away without a session.
        package var missed = 0
        package var duplicated = 0
        package var reordered = 0
        /// Came with a payload that was not sent; lost as well, unless it came again whole.
        package var corrupted = 0
        /// Came to a subscriber that has no such subscription, or from no known publisher.
        package var unexpected = 0
        /// Of ``reordered``: late messages that may have been duplicates.
        package var uncertain = 0

        package init() {}
    }

    private var tallies = [Tally](repeating: Tally(), count: 3)

    package init() {}

    package subscript(qos: Int) -> Tally {
        get { tallies[qos] }
        set { tallies[qos] = newValue }
    }

    /// All QoS together.
    package var all: Tally { tallies.reduce(into: Tally()) { $0.add($1) } }

    /// Enters a stream at the QoS of its publisher.
    package mutating func add(_ stream: PublishedStream, qos: Int) {
        tallies[qos].published += stream.left
        tallies[qos].acknowledged += stream.acknowledged
    }

    /// Enters one subscriber's side at the QoS that was agreed with it.
    package mutating func add(_ settlement: DeliveredStream.Settlement, qos: Int) {
        tallies[qos].add(settlement)
    }

    package mutating func merge(_ other: MessageTotals) {
        for qos in tallies.indices { tallies[qos].add(other.tallies[qos]) }
    }
}

extension MessageTotals.Tally {
    package mutating func add(_ other: Self) {
        published += other.published
        acknowledged += other.acknowledged
        owed += other.owed
        delivered += other.delivered
        lost += other.lost
        missed += other.missed
        duplicated += other.duplicated
        reordered += other.reordered
        corrupted += other.corrupted
        unexpected += other.unexpected
        uncertain += other.uncertain
    }

    mutating func add(_ settlement: DeliveredStream.Settlement) {
        owed += settlement.owed
        delivered += settlement.delivered
        lost += settlement.lost
        missed += settlement.missed
        duplicated += settlement.duplicated
        reordered += settlement.reordered
        corrupted += settlement.corrupted
        unexpected += settlement.unexpected
        uncertain += settlement.uncertain
    }
}
