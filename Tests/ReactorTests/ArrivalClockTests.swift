import Base
import Reactor
import Testing

@Suite struct ArrivalClockTests {
    /// The wall clock when the loop's is at zero.
    private static let epoch: Int64 = 1_700_000_000_123_456_789

    private var clock = ArrivalClock(wall: epoch, now: .zero)

    /// What comes of a stamp when both clocks are read at `now`, the wall clock being `ahead`.
    private mutating func instant(of stamp: Int64, at now: Int64, ahead: Int64 = 0) -> Int64 {
        clock.instant(
            of: Self.epoch + stamp, wall: Self.epoch + now + ahead, now: Instant(nanoseconds: now)
        ).nanoseconds
    }

    @Test(arguments: [(5_000, 5_000), (1_000, 9_000), (0, 60_000_000_000), (7, 8)])
    mutating func `a stamp becomes the loop's instant`(_ stamp: Int64, _ now: Int64) {
        #expect(instant(of: stamp, at: now) == stamp)
    }

    @Test mutating func `what comes between two readings makes the instant late, never early`() {
        // The wall clock was read 15 µs before the loop's.
        #expect(instant(of: 80_000, at: 100_000, ahead: -15_000) == 95_000)
        #expect(instant(of: 80_000, at: 200_000) == 80_000)
    }

    @Test mutating func `a stamp from the future is not believed`() {
        #expect(instant(of: 5_001, at: 5_000) == 5_000)
        #expect(instant(of: .max - Self.epoch, at: 5_000) == 5_000)
    }

    @Test mutating func `a stamp from before the loop is not believed`() {
        #expect(instant(of: -1, at: 5_000) == 5_000)
        #expect(instant(of: .min + 1, at: 5_000) == 5_000)
    }

    @Test(arguments: [1_000_000_000, -1_000_000_000, 50_000, -50_000] as [Int64])
    mutating func `stamps from before the wall clock was set are not believed`(_ step: Int64) {
        #expect(instant(of: 900_000, at: 1_000_000) == 900_000)
        // It came by the old clock, or by the new one before anybody knew.
        #expect(instant(of: 1_900_000, at: 2_000_000, ahead: step) == 2_000_000)
        #expect(instant(of: 1_910_000 + step, at: 2_000_000, ahead: step) == 2_000_000)
        // What comes now is of the new clock.
        #expect(instant(of: 2_500_000 + step, at: 3_000_000, ahead: step) == 2_500_000)
    }

    @Test mutating func `an instant is never later than the reading`() {
        var random = SplitMix64(seed: 4)
        var now: Int64 = 0
        var ahead: Int64 = 0
        for _ in 0..<10_000 {
            now += Int64(random.below(1_000_000))
            if random.below(10) == 0 { ahead = Int64(random.below(4_000_000)) - 2_000_000 }
            let stamp = now - Int64(random.below(3_000_000)) + 1_000_000
            let found = instant(of: stamp, at: now, ahead: ahead)
            #expect((0...now).contains(found), "\(stamp) at \(now), \(ahead) ahead")
        }
    }
}
