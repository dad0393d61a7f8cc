import Base
import Measures
import Testing

@Suite struct ClockOffsetTests {
    private static let second: Int64 = 1_000_000_000

    /// Two clocks that drift apart, and ways that take what they like in each direction.
    private struct World {
        var random: SplitMix64
        /// What the other clock shows above this one, and by how much that grows.
        let ahead: Int64
        let partsPerMillion: Double

        init(seed: UInt64, fastest: Double) {
            random = SplitMix64(seed: seed)
            ahead = Int64(random.between(-1e12, 1e12))
            partsPerMillion = random.between(-fastest, fastest)
        }

        func truth(at now: Int64) -> Int64 {
            ahead + Int64((Double(now) * partsPerMillion / 1e6).rounded())
        }

        mutating func echo(at sent: Int64, asymmetry: Double) -> (shown: Int64, came: Int64) {
            // Now and then a way takes a hundred times as long.
            let stall = random.below(10) == 0 ? 100.0 : 1
            let out = Int64(random.between(20_000, 400_000) * stall)
            let back = Int64(random.between(20_000, 400_000) * asymmetry)
            let there = sent + out
            return (there + truth(at: there), there + back)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `the truth is never further away than the error`(seed: UInt64) throws {
        var world = World(seed: seed, fastest: 39)
        let asymmetry = world.random.between(0.1, 10)
        var clock = ClockOffset()
        var now: Int64 = 0
        for turn in 0..<300 {
            // A burst, then one a second.
            now += turn < 64 ? 1_000_000 : Self.second
            let (shown, came) = world.echo(at: now, asymmetry: asymmetry)
            clock.echo(sent: now, shown: shown, came: came)
            for later in [came, came + Self.second, came + 100 * Self.second] {
                let estimate = try #require(clock.estimate(at: later))
                let miss = abs(estimate.offset - world.truth(at: later))
                #expect(miss <= estimate.error, "seed \(seed), turn \(turn)")
            }
            now = came
        }
        #expect(clock.contradictions == 0, "seed \(seed)")
        // The quickest of the burst takes 40 µs at least and 800 at most.
        #expect(try #require(clock.estimate(at: now)).error < 5_000_000, "seed \(seed)")
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `on one clock the error only shrinks`(seed: UInt64) throws {
        var world = World(seed: seed, fastest: 0)
        var clock = ClockOffset(isOneClock: true)
        var last = Int64.max
        for turn in 1...200 as ClosedRange<Int64> {
            let sent = turn * Self.second
            let (shown, came) = world.echo(at: sent, asymmetry: 1)
            clock.echo(sent: sent, shown: shown, came: came)
            let estimate = try #require(clock.estimate(at: came + 50 * Self.second))
            #expect(estimate.error <= last && abs(estimate.offset - world.ahead) <= estimate.error)
            last = estimate.error
        }
        #expect(last < 200_000, "seed \(seed)")
    }

    @Test func `nothing is known before the first echo`() {
        #expect(ClockOffset().estimate(at: 5) == nil)
    }

    @Test func `one echo bounds the offset by both of its ways`() {
        var clock = ClockOffset(isOneClock: true)
        clock.echo(sent: 100, shown: 1000, came: 300)
        #expect(clock.estimate(at: 300)?.offset == 800)
        #expect(clock.estimate(at: 300)?.error == 100)
    }

    @Test func `drift widens the interval with time, and the next echo cuts it again`() throws {
        var clock = ClockOffset()
        clock.echo(sent: 0, shown: 1000, came: 200)
        let soon = try #require(clock.estimate(at: 200)).error
        let late = try #require(clock.estimate(at: 200 + 10 * Self.second)).error
        #expect(late - soon == 10 * Self.second / ClockOffset.drift)
        let sent = 10 * Self.second
        clock.echo(sent: sent, shown: sent + 900, came: sent + 200)
        #expect(try #require(clock.estimate(at: sent + 200)).error <= soon + 1)
    }

    @Test func `a clock that was set begins anew and is told of`() throws {
        var clock = ClockOffset()
        clock.echo(sent: 0, shown: 1000, came: 200)
        clock.echo(sent: 1000, shown: 5_000_000, came: 1200)
        #expect(clock.contradictions == 1)
        let estimate = try #require(clock.estimate(at: 1200))
        #expect(abs(estimate.offset - 4_998_900) <= estimate.error)
    }

    @Test func `an answer before its question tells nothing`() {
        var clock = ClockOffset()
        clock.echo(sent: 10, shown: 5, came: 9)
        clock.echo(sent: .min, shown: .max, came: .max)
        #expect(clock.echoes == 0)
    }
}
