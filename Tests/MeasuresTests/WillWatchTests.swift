import Base
import Measures
import Testing

@Suite struct WillWatchTests {
    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    private func totals(_ watch: WillWatch) -> [Int] {
        var totals = WillTotals()
        totals.add(watch)
        return [totals.expected, totals.delivered, totals.missing, totals.spurious]
    }

    @Test func `a cut owes a Will at once, whoever comes back`() {
        var watch = WillWatch()
        watch.cut(at: at(10))
        watch.reconnected(at: at(10.1), newSession: false)
        #expect(totals(watch) == [1, 0, 1, 0])
        watch.saw(at: at(10.2))
        #expect(totals(watch) == [1, 1, 0, 0])
        #expect(watch.waits == [200_000_000])
        watch.saw(at: at(11))
        #expect(totals(watch) == [1, 1, 0, 1])
    }

    @Test func `a Will nobody is owed is spurious`() {
        var watch = WillWatch()
        watch.saw(at: at(1))
        #expect(totals(watch) == [0, 0, 0, 1])
    }

    @Test func `coming back within the Will Delay cancels`() {
        var watch = WillWatch()
        watch.cut(at: at(10), delay: .seconds(5))
        watch.reconnected(at: at(12), newSession: false)
        #expect(totals(watch) == [0, 0, 0, 0])
        watch.saw(at: at(15))
        #expect(totals(watch) == [0, 0, 0, 1])
    }

    @Test func `coming back after the Will Delay does not`() {
        var watch = WillWatch()
        watch.cut(at: at(10), delay: .seconds(5))
        watch.reconnected(at: at(20), newSession: false)
        #expect(totals(watch) == [1, 0, 1, 0])
    }

    @Test func `a new session ends the old one, and its Will is due`() {
        var watch = WillWatch()
        watch.cut(at: at(10), delay: .seconds(5))
        watch.reconnected(at: at(12), newSession: true)
        watch.saw(at: at(12.25))
        #expect(totals(watch) == [1, 1, 0, 0])
        #expect(watch.waits == [250_000_000])
    }

    @Test(arguments: [(14.8, false), (14.8, true), (15.2, false), (15.2, true)])
    func `coming back just then leaves it open`(seconds: Double, isSeen: Bool) {
        var watch = WillWatch()
        watch.cut(at: at(10), delay: .seconds(5))
        watch.reconnected(at: at(seconds), newSession: false)
        if isSeen { watch.saw(at: at(15)) }
        #expect(totals(watch) == (isSeen ? [1, 1, 0, 0] : [0, 0, 0, 0]))
    }

    @Test func `a Will that is not due when the run ends is owed no more`() {
        var watch = WillWatch()
        watch.cut(at: at(10), delay: .seconds(60))
        watch.ended(at: at(30))
        #expect(totals(watch) == [0, 0, 0, 0])
        watch.cut(at: at(40), delay: .seconds(5))
        watch.ended(at: at(60))
        #expect(totals(watch) == [1, 0, 1, 0])
    }

    @Test func `two loops that know a half each join in either order`() {
        var device = WillWatch()
        var watcher = WillWatch()
        for second in [10.0, 20, 30] { device.cut(at: at(second)) }
        for second in [10.5, 30.25] { watcher.saw(at: at(second)) }
        var one = device
        one.merge(watcher)
        var other = watcher
        other.merge(device)
        #expect(totals(one) == [3, 2, 1, 0])
        #expect(one == other)
        #expect(one.waits == [500_000_000, 250_000_000])
    }

    @Test func `more Wills than instants are kept are still counted`() {
        var watch = WillWatch()
        for second in 0..<1000 {
            watch.cut(at: at(Double(second)))
            watch.saw(at: at(Double(second) + 0.5))
        }
        #expect(totals(watch) == [1000, 1000, 0, 0])
        #expect(watch.waits.count == WillWatch.most)
        var sum = WillTotals()
        sum.add(watch)
        var twice = sum
        twice.merge(sum)
        #expect(twice.delivered == 2000)
    }
}
