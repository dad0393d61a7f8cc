import Base
import Testing

@Suite struct InstantTests {
    @Test func `never stays never`() {
        #expect(Instant.never + .days(1) == .never)
        #expect(Instant.never - .days(1) == .never)
        #expect(Instant.never.advanced(byNanoseconds: .min) == .never)
    }

    @Test func `a sum beyond the last instant is never`() {
        let late = Instant(nanoseconds: .max - 1)
        #expect(late + .nanoseconds(1) == .never)
        #expect(late + .nanoseconds(2) == .never)
        #expect(Instant.zero + .nanoseconds(Int64.max) == .never)
    }

    @Test func `a difference below the first instant is the first`() {
        let first = Instant(nanoseconds: .min)
        #expect(first - .nanoseconds(1) == first)
        #expect(first.advanced(byNanoseconds: -1) == first)
        #expect(first - .seconds(Int64.max) == first)
    }

    @Test func `taking away the longest negative duration goes forward`() {
        let longest = Duration.seconds(Int64.min)
        #expect(Instant.zero - longest == .never)
        #expect(Instant(nanoseconds: 5) - longest == .never)
    }

    @Test func `the time between far instants saturates`() {
        let first = Instant(nanoseconds: .min)
        let last = Instant(nanoseconds: .max)
        #expect(last.nanoseconds(since: first) == .max)
        #expect(first.nanoseconds(since: last) == .min)
        #expect(last - first == .nanoseconds(Int64.max))
    }

    @Test(
        arguments: [
            (Duration.seconds(1), 1_000_000_000), (.milliseconds(-3), -3_000_000),
            (.minutes(2), 120_000_000_000), (.hours(1), 3_600_000_000_000),
            (.days(1), 86_400_000_000_000), (.seconds(Int64.max), .max),
            (.seconds(Int64.min), .min),
            (Duration(secondsComponent: 0, attosecondsComponent: 1_999_999_999), 1),
        ] as [(Duration, Int64)])
    func `a duration has whole nanoseconds`(duration: Duration, nanoseconds: Int64) {
        #expect(duration.nanoseconds == nanoseconds)
    }

    @Test func `instants are counted in both forms alike`() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<1000 {
            let start = Instant(nanoseconds: Int64(random.below(1 << 50)))
            let count = Int64(random.below(1 << 50)) - 1 << 49
            let end = start.advanced(byNanoseconds: count)
            #expect(end == start + .nanoseconds(count))
            #expect(end - start == .nanoseconds(count))
            #expect(end - .nanoseconds(count) == start)
        }
    }
}
