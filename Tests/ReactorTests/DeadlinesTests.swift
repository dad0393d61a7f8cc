import Base
import Testing

@testable import Reactor

/// The heap against a model that looks at everything each time.
@Suite struct DeadlinesTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any mix of setting, moving, removing and taking agrees with the model`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var deadlines = Deadlines()
        var model: [Int: Int64] = [:]
        var now: Int64 = 0
        let numbers = 1 + random.below(200)
        for step in 0..<3_000 {
            let number = random.below(numbers)
            switch random.below(8) {
            case 0...3:
                // Few instants, so that ties are frequent.
                let deadline = now + Int64(random.below(40)) - 5
                deadlines.set(number, to: Instant(nanoseconds: deadline))
                model[number] = deadline
            case 4:
                deadlines.remove(number)
                model[number] = nil
            case 5:
                deadlines.set(number, to: .never)
                model[number] = nil
            default:
                now += Int64(random.below(4))
                let due = model.filter { $0.value <= now }
                let first = due.min { a, b in (a.value, a.key) < (b.value, b.key) }?.key
                if let first { model[first] = nil }
                let taken = deadlines.takeDue(at: Instant(nanoseconds: now))
                #expect(taken == first, "seed \(seed), step \(step)")
            }
            let earliest = model.values.min().map { Instant(nanoseconds: $0) } ?? .never
            #expect(deadlines.earliest == earliest, "seed \(seed), step \(step)")
            #expect(deadlines.count == model.count)
            #expect(deadlines.isEmpty == model.isEmpty)
        }
    }

    @Test func `equal deadlines come lowest number first`() {
        var deadlines = Deadlines()
        for number in [7, 3, 9, 0, 5] { deadlines.set(number, to: .zero) }
        var order: [Int] = []
        while let number = deadlines.takeDue(at: .zero) { order.append(number) }
        #expect(order == [0, 3, 5, 7, 9])
    }

    @Test func `nothing is due before its instant`() {
        var deadlines = Deadlines()
        deadlines.set(0, to: Instant(nanoseconds: 10))
        #expect(deadlines.takeDue(at: Instant(nanoseconds: 9)) == nil)
        #expect(deadlines.takeDue(at: Instant(nanoseconds: 10)) == 0)
        #expect(deadlines.takeDue(at: .never) == nil)
    }
}
