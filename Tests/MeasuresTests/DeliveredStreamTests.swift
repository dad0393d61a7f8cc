import Base
import Measures
import Testing

@Suite struct DeliveredStreamTests {
    private func take(
        _ stream: inout DeliveredStream, _ number: Int, due: Int64, every: Int64 = 0
    ) -> DeliveredStream.Outcome {
        stream.receive(remainder: number % 1000, due: due, every: every)
    }

    @Test func `order, gap, late and duplicate are told apart`() {
        var stream = DeliveredStream()
        #expect(take(&stream, 0, due: 100) == .inOrder)
        #expect(take(&stream, 1, due: 200) == .inOrder)
        #expect(take(&stream, 1, due: 200) == .duplicate)
        #expect(take(&stream, 5, due: 600) == .afterGap(missing: 3))
        #expect(take(&stream, 3, due: 400) == .late)
        #expect(take(&stream, 3, due: 400) == .duplicate)
        #expect(take(&stream, 2, due: 300) == .late)
        #expect(take(&stream, 6, due: 700) == .inOrder)
        let verdict = stream.settle(owed: 9, lastDue: 900)
        #expect(verdict.delivered == 6 && verdict.lost == 3 && verdict.missed == 0)
        #expect(verdict.duplicated == 2 && verdict.reordered == 2)
    }

    @Test func `messages of one instant are told apart by their numbers`() {
        var stream = DeliveredStream()
        for number in 0..<300 { #expect(take(&stream, number, due: 50) == .inOrder) }
        #expect(take(&stream, 299, due: 50) == .duplicate)
        #expect(take(&stream, 302, due: 50) == .afterGap(missing: 2))
        #expect(take(&stream, 301, due: 50) == .late)
        #expect(take(&stream, 300, due: 50) == .late)
        #expect(take(&stream, 300, due: 50) == .duplicate)
        #expect(stream.settle(owed: 303, lastDue: 50).lost == 0)
    }

    @Test func `numbers go round many times`() {
        var stream = DeliveredStream()
        for number in 0..<5000 {
            #expect(take(&stream, number, due: Int64(number)) == .inOrder)
        }
        #expect(take(&stream, 4001, due: 4001) == .duplicate)
    }

    @Test(arguments: [999, 1000, 1001, 2500, 50_000])
    func `a gap of a thousand and more is counted by its time`(missing: Int) {
        var stream = DeliveredStream()
        #expect(take(&stream, 0, due: 0, every: 100) == .inOrder)
        let number = missing + 1
        let due = Int64(number * 100)
        #expect(take(&stream, number, due: due, every: 100) == .afterGap(missing: missing))
        #expect(take(&stream, 700, due: 70_000, every: 100) == .late)
        #expect(take(&stream, 700, due: 70_000, every: 100) == .duplicate)
        #expect(stream.settle(owed: number + 1, lastDue: due).lost == missing - 1)
    }

    @Test func `totals are exact where the time misleads`() {
        var stream = DeliveredStream()
        #expect(take(&stream, 0, due: 0, every: 1) == .inOrder)
        // The publisher was silent for an hour, and its next message is the next number.
        _ = take(&stream, 1, due: 3_600_000, every: 1)
        let verdict = stream.settle(owed: 2, lastDue: 3_600_000)
        #expect(verdict.lost == 0 && verdict.delivered == 2)
        var other = DeliveredStream()
        // A gap of three thousand that no interval explains.
        #expect(take(&other, 3000, due: 10) == .inOrder)
        #expect(other.settle(owed: 3001, lastDue: 10).lost == 3000)
    }

    @Test func `what was due while away is missed, not lost`() {
        var absence = Absence()
        absence.leave(at: 10_500)
        absence.comeBack(at: 20_500)
        var stream = DeliveredStream()
        for number in 0..<60 where !(11...20).contains(number) && number != 40 {
            _ = stream.receive(
                remainder: number, due: Int64(number) * 1000, every: 1000, absence: absence)
        }
        let verdict = stream.settle(owed: 60, lastDue: 59_000, absence: absence)
        #expect(verdict.missed == 10 && verdict.lost == 1)
    }

    @Test func `one long gap is missed only as far as the absence reaches`() {
        var absence = Absence()
        absence.leave(at: 10_500)
        absence.comeBack(at: 20_500)
        var stream = DeliveredStream()
        for number in 0..<100 where !(11...90).contains(number) {
            _ = stream.receive(
                remainder: number, due: Int64(number) * 1000, every: 1000, absence: absence)
        }
        let verdict = stream.settle(owed: 100, lastDue: 99_000, absence: absence)
        #expect((10...14).contains(verdict.missed) && verdict.missed + verdict.lost == 80)
    }

    @Test func `a stream that was joined late or left early misses the rest`() {
        var absence = Absence()
        absence.leave(at: .min)
        absence.comeBack(at: 50_500)
        var stream = DeliveredStream(due: 0)
        for number in 51..<80 {
            _ = stream.receive(
                remainder: number, due: Int64(number) * 1000, every: 1000, absence: absence)
        }
        absence.leave(at: 79_500)
        let verdict = stream.settle(owed: 100, lastDue: 99_000, absence: absence)
        #expect(verdict.delivered == 29 && verdict.missed == 71 && verdict.lost == 0)
        let never = DeliveredStream().settle(owed: 5, lastDue: 4000)
        #expect(never.lost == 5)
    }

    @Test func `nobody is owed what never left its publisher`() {
        var stream = DeliveredStream()
        for number in 0..<8 { _ = take(&stream, number, due: Int64(number)) }
        var published = PublishedStream()
        for due in 0..<10 { _ = published.publish(due: Int64(due)) }
        published.withdraw(1)
        let verdict = stream.settle(owed: published.left, lastDue: published.lastDue)
        #expect(verdict.owed == 9 && verdict.missed == 0 && verdict.lost == 1)
    }

    @Test func `more than was published is unexpected, and corruption is counted beside`() {
        var stream = DeliveredStream()
        for number in 0..<8 { _ = take(&stream, number, due: Int64(number)) }
        stream.receiveCorrupted()
        let verdict = stream.settle(owed: 5, lastDue: 4)
        #expect(verdict.delivered == 5 && verdict.unexpected == 3)
        #expect(verdict.corrupted == 1 && verdict.lost == 0)
    }

    @Test(arguments: [
        Int64.min, .min + 1, -1, 0, 1, 1_795_190_400_000, .max - 1, .max,
    ])
    func `no stamp that a broker makes up does harm`(due: Int64) {
        var random = SplitMix64(seed: 8)
        var absence = Absence()
        absence.leave(at: 5)
        var stream = DeliveredStream()
        for turn in 0..<500 {
            let wild = turn % 3 == 0 ? due : Int64(bitPattern: random.next())
            let every = Int64(random.below(3))
            let remainder = Int(truncatingIfNeeded: random.next())
            _ = stream.receive(remainder: remainder, due: wild, every: every, absence: absence)
        }
        let verdict = stream.settle(owed: 100, lastDue: due, absence: absence)
        #expect(verdict.delivered + verdict.lost + verdict.missed == 100)
    }

    @Test func `a stream without trouble is small`() {
        #expect(MemoryLayout<DeliveredStream>.stride <= 32)
        #expect(MemoryLayout<DeliveryLedger.Pair>.stride <= 48)
        #expect(MemoryLayout<PublishedStream>.stride <= 32)
    }

    @Test func `a counted stream knows numbers only`() {
        var stream = CountedStream()
        for _ in 0..<7 { stream.receive() }
        stream.receiveCorrupted()
        let few = stream.settle(owed: 10, excused: 2)
        #expect(few.delivered == 7 && few.missed == 2 && few.lost == 1 && few.corrupted == 1)
        let many = stream.settle(owed: 5)
        #expect(many.delivered == 5 && many.duplicated == 2 && many.lost == 0)
    }
}
