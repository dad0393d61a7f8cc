/// Double entry for messages: what streams published against what each subscriber got of them.
///
/// Each loop keeps one. Streams are numbered alike in all loops of a run; a loop enters what its
/// own publishers do and opens a pair for each stream that one of its own subscribers is to get.
/// Merged at the end, the books are closed by ``settle(absence:)``.
///
/// - Cost: 32 bytes a stream and 48 a pair; memory beyond that goes with gaps, not with messages.
package struct DeliveryLedger: Sendable {
    /// One stream and one subscriber to it.
    package struct Pair: Sendable, Equatable {
        package let stream: UInt32
        /// Whatever number the engine knows the subscriber by, alike in all loops.
        package let subscriber: UInt32
        package var delivered: DeliveredStream
        /// The QoS agreed between the stream's messages and the subscription.
        package let qos: UInt8
    }

    /// One entry a stream of the run, in this loop or another.
    package var streams: [PublishedStream]

    /// The QoS at which each stream is published.
    package let qos: [UInt8]

    /// One entry a pair; the index is what ``open(stream:subscriber:qos:startingAt:due:)`` gave.
    package private(set) var pairs: [Pair] = []

    /// Deliveries that belong to no pair, by the QoS they came with.
    package private(set) var strays = [0, 0, 0]

    /// A ledger for streams with these QoS.
    package init(qos: [UInt8]) {
        precondition(qos.allSatisfy { $0 <= 2 }, "QoS is 0, 1 or 2")
        self.qos = qos
        streams = [PublishedStream](repeating: PublishedStream(), count: qos.count)
    }

    /// Begins a pair and gives its index.
    package mutating func open(
        stream: Int, subscriber: Int, qos: UInt8, startingAt number: Int = 0, due: Int64 = .min
    ) -> Int {
        precondition(streams.indices.contains(stream) && qos <= 2, "no such stream or QoS")
        let delivered = DeliveredStream(startingAt: number, due: due)
        pairs.append(
            Pair(
                stream: UInt32(stream), subscriber: UInt32(subscriber), delivered: delivered,
                qos: qos))
        return pairs.count - 1
    }

    /// Takes a stamped message for pair `pair`.
    package mutating func receive(
        pair: Int, remainder: Int, due: Int64, every interval: Int64 = 0,
        absence: Absence = Absence()
    ) -> DeliveredStream.Outcome {
        pairs[pair].delivered.receive(
            remainder: remainder, due: due, every: interval, absence: absence)
    }

    package mutating func receiveCorrupted(pair: Int) {
        pairs[pair].delivered.receiveCorrupted()
    }

    /// Takes a message that no subscription of its receiver explains.
    package mutating func receiveUnexpected(qos: UInt8) {
        strays[Int(min(qos, 2))] += 1
    }

    /// Adds another loop's books; the indices of its pairs no longer hold.
    package mutating func merge(_ other: DeliveryLedger) {
        precondition(qos == other.qos, "ledgers of one run know the same streams")
        for stream in streams.indices { streams[stream].merge(other.streams[stream]) }
        pairs += other.pairs
        for qos in strays.indices { strays[qos] += other.strays[qos] }
    }

    /// Closes the books; `absence` tells when nothing was owed to a subscriber at a QoS.
    package func settle(
        absence: (_ subscriber: Int, _ qos: UInt8) -> Absence = { _, _ in Absence() }
    ) -> MessageTotals {
        var totals = MessageTotals()
        for (stream, qos) in zip(streams, qos) { totals.add(stream, qos: Int(qos)) }
        for pair in pairs {
            let stream = streams[Int(pair.stream)]
            var settlement = pair.delivered.settle(
                owed: stream.left, lastDue: stream.lastDue,
                absence: absence(Int(pair.subscriber), pair.qos))
            settlement.lost -= min(settlement.lost, Int(stream.unresolved))
            totals.add(settlement, qos: Int(pair.qos))
        }
        for (qos, count) in strays.enumerated() { totals[qos].unexpected += count }
        return totals
    }
}
