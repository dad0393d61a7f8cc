import Base
import Measures
import Testing

/// The ledger against an oracle that remembers every message.
@Suite struct DeliveryLawTests {
    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `every message is what the oracle says while gaps are few`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var oracle = Oracle()
        var stream = DeliveredStream()
        let every = Int64(1 + random.below(50))
        oracle.dues = (0..<4000).map { Int64($0) * every }
        let start = random.below(2500)
        let mischief = Mischief(
            lost: 0.004, duplicated: 0.05, delayed: 0.05, behind: 40,
            swallowed: [start..<start + random.below(1400)])
        for number in mischief.arrivals(of: 4000, &random) {
            let expected = oracle.receive(number)
            let due = oracle.dues[number]
            let outcome = stream.receive(remainder: number % 1000, due: due, every: every)
            #expect(outcome == expected, "seed \(seed), message \(number)")
        }
        let verdict = stream.settle(owed: 4000, lastDue: oracle.dues[3999])
        #expect(verdict.delivered == oracle.distinct, "seed \(seed)")
        #expect(verdict.lost == oracle.missing.count, "seed \(seed)")
        #expect(verdict.duplicated == oracle.duplicated, "seed \(seed)")
        #expect(verdict.reordered == oracle.reordered, "seed \(seed)")
        #expect(verdict.uncertain == 0, "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `bursts that share an instant are followed`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var oracle = Oracle()
        var stream = DeliveredStream()
        var due: Int64 = 0
        for _ in 0..<3000 {
            oracle.dues.append(due)
            if random.below(5) == 0 { due += Int64(random.below(200)) }
        }
        let mischief = Mischief(lost: 0.005, duplicated: 0.03, delayed: 0.03, behind: 60)
        for number in mischief.arrivals(of: 3000, &random) {
            let expected = oracle.receive(number)
            let outcome = stream.receive(
                remainder: number % 1000, due: oracle.dues[number], every: 100)
            #expect(outcome == expected, "seed \(seed), message \(number)")
        }
        let verdict = stream.settle(owed: 3000, lastDue: due)
        #expect(verdict.lost == oracle.missing.count, "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `totals are exact when gaps are many`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var oracle = Oracle()
        var stream = DeliveredStream()
        oracle.dues = (0..<6000).map { Int64($0) * 10 }
        let mischief = Mischief(lost: 0.3, delayed: 0.2, behind: 400)
        for number in mischief.arrivals(of: 6000, &random) {
            _ = oracle.receive(number)
            _ = stream.receive(remainder: number % 1000, due: oracle.dues[number], every: 10)
        }
        let verdict = stream.settle(owed: 6000, lastDue: oracle.dues[5999])
        #expect(verdict.delivered == oracle.distinct, "seed \(seed)")
        #expect(verdict.lost == oracle.missing.count, "seed \(seed)")
        #expect(verdict.reordered == oracle.reordered, "seed \(seed)")
        #expect(verdict.duplicated == 0 && verdict.uncertain > 0, "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what many gaps leave uncertain is told`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var oracle = Oracle()
        var stream = DeliveredStream()
        oracle.dues = (0..<6000).map { Int64($0) * 10 }
        let mischief = Mischief(lost: 0.3, duplicated: 0.1, delayed: 0.1, behind: 400)
        for number in mischief.arrivals(of: 6000, &random) {
            _ = oracle.receive(number)
            _ = stream.receive(remainder: number % 1000, due: oracle.dues[number], every: 10)
        }
        let verdict = stream.settle(owed: 6000, lastDue: oracle.dues[5999])
        let hidden = oracle.duplicated - verdict.duplicated
        #expect((0...verdict.uncertain).contains(hidden), "seed \(seed)")
        #expect(verdict.lost == oracle.missing.count - hidden, "seed \(seed)")
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `absences excuse what they swallowed and nothing far from them`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var absence = Absence()
        var oracle = Oracle()
        var stream = DeliveredStream()
        let every = Int64(200 + random.below(3000))
        oracle.dues = (0..<3000).map { Int64($0) * every }
        var swallowed: [Range<Int>] = []
        for block in 0..<5 {
            let first = block * 600 + 100 + random.below(100)
            swallowed.append(first..<first + 1 + random.below(300))
        }
        var lost = Set<Int>()
        for block in 0..<5 { lost.insert(block * 600 + 10 + random.below(60)) }
        var away = swallowed[...]
        for number in 0..<3000 {
            if let next = away.first, next.lowerBound == number {
                absence.leave(at: oracle.dues[number] - every / 2)
                absence.comeBack(at: oracle.dues[next.upperBound - 1] + every / 2)
                away.removeFirst()
            }
            if lost.contains(number) || swallowed.contains(where: { $0.contains(number) }) {
                continue
            }
            _ = oracle.receive(number)
            _ = stream.receive(
                remainder: number % 1000, due: oracle.dues[number], every: every, absence: absence)
        }
        let verdict = stream.settle(owed: 3000, lastDue: oracle.dues[2999], absence: absence)
        #expect(verdict.lost == lost.count, "seed \(seed)")
        #expect(verdict.missed == oracle.missing.count - lost.count, "seed \(seed)")
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `the books of several loops balance, in whatever order they merge`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let qos: [UInt8] = [0, 1, 2, 1]
        var loops = [DeliveryLedger](repeating: DeliveryLedger(qos: qos), count: 3)
        for loop in loops.indices {
            for stream in qos.indices {
                let pair = loops[loop].open(stream: stream, subscriber: loop, qos: qos[stream])
                let mischief = Mischief(lost: 0.02, duplicated: 0.01, delayed: 0.05, behind: 20)
                for number in mischief.arrivals(of: 500, &random) {
                    _ = loops[loop].receive(
                        pair: pair, remainder: number % 1000, due: Int64(number) * 100, every: 100)
                }
                loops[loop].receiveUnexpected(qos: qos[stream])
            }
        }
        for stream in qos.indices {
            let home = random.below(3)
            for number in 0..<500 {
                #expect(loops[home].streams[stream].publish(due: Int64(number) * 100) == number)
                if qos[stream] > 0 { loops[home].streams[stream].acknowledge() }
            }
        }
        var one = loops[0]
        one.merge(loops[1])
        one.merge(loops[2])
        var tail = loops[2]
        tail.merge(loops[1])
        tail.merge(loops[0])
        let totals = one.settle()
        #expect(totals == tail.settle(), "seed \(seed)")
        for part in [totals[0], totals[1], totals[2], totals.all] {
            #expect(part.owed == part.delivered + part.lost + part.missed, "seed \(seed)")
            #expect(part.owed == part.published * 3, "seed \(seed)")
        }
        #expect(totals.all.published == 2000 && totals.all.acknowledged == 1500)
        #expect(totals[1].unexpected == 6 && totals.all.unexpected == 12)
        var always = Absence()
        always.leave(at: .min)
        let excused = one.settle { subscriber, qos in
            subscriber < 3 && qos == 0 ? always : Absence()
        }
        #expect(excused[0].lost == 0 && excused[0].missed == totals[0].lost, "seed \(seed)")
        #expect(excused[1] == totals[1], "seed \(seed)")
        var twice = totals
        twice.merge(totals)
        #expect(twice.all.delivered == 2 * totals.all.delivered)
    }
}
