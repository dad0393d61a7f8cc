import Measures
import Testing

/// Messages whose publisher was taken away before it could know.
@Suite struct UnresolvedTests {
    /// One stream of three messages, of which a subscriber got the first `arrived`.
    private func lost(arrived: Int, unresolved: Int) -> Int {
        var ledger = DeliveryLedger(qos: [2])
        let pair = ledger.open(stream: 0, subscriber: 0, qos: 2)
        for number in 0..<3 {
            let due = Int64(number) * 1000
            _ = ledger.streams[0].publish(due: due)
            guard number < arrived else { continue }
            _ = ledger.receive(pair: pair, remainder: number, due: due)
        }
        for _ in 0..<unresolved { ledger.streams[0].leaveUnresolved() }
        return ledger.settle()[2].lost
    }

    @Test
    func `what nobody can tell of is not lost`() {
        #expect(lost(arrived: 2, unresolved: 0) == 1)
        #expect(lost(arrived: 2, unresolved: 1) == 0)
        #expect(lost(arrived: 1, unresolved: 1) == 1)
    }

    @Test
    func `what arrived all the same is delivered`() {
        #expect(lost(arrived: 3, unresolved: 1) == 0)
    }

    @Test
    func `two loops add up what they know`() {
        var one = PublishedStream()
        one.leaveUnresolved()
        var other = PublishedStream()
        other.leaveUnresolved()
        one.merge(other)
        #expect(one.unresolved == 2)
    }
}
