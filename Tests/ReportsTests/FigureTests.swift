import Base
import Testing

@testable import Reports

@Suite struct FigureTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"),
        (-1000, "-1,000"), (-12, "-12"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func `thousands are grouped`(_ number: Int, _ text: String) {
        #expect(Figure.count(number) == text)
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (0.5, "0.5"), (0.0123, "0.0123"), (0.01234, "0.0123"),
        (1.234, "1.23"),
        (9.999, "10"), (12.34, "12.3"), (99.96, "100"), (123.4, "123"), (1234.5, "1,235"),
        (-1.5, "-1.5"), (1e18, "1e+18"), (.infinity, "–"), (.nan, "–"), (1e-9, "0"),
    ])
    func `a number keeps three digits that matter`(_ value: Double, _ text: String) {
        #expect(Figure.number(value) == text)
    }

    @Test(arguments: [
        (0, "0 s"), (1, "1 ns"), (999, "999 ns"), (1000, "1 µs"), (1_234, "1.23 µs"),
        (999_400, "999 µs"), (999_600, "1 ms"), (12_480_000, "12.5 ms"), (1_000_000_000, "1 s"),
        (20_000_000_000, "20 s"), (90_000_000_000, "90 s"), (125_000_000_000, "2 min 5 s"),
        (180_000_000_000, "3 min"), (7_260_000_000_000, "2 h 1 min"),
        (864_000_000_000_000, "10 d"), (-1_500_000, "-1.5 ms"),
    ])
    func `a duration has a unit that fits it`(_ nanoseconds: Int, _ text: String) {
        #expect(Figure.duration(.nanoseconds(nanoseconds)) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_234, "1.23 kB"), (999_499, "999 kB"),
        (999_500, "1 MB"), (41_500_000, "41.5 MB"), (8_000_000_000, "8 GB"),
    ])
    func `bytes count in thousands`(_ count: Int, _ text: String) {
        #expect(Figure.bytes(count) == text)
    }

    @Test(arguments: [(1, 4, "25%"), (1, 3, "33.3%"), (0, 9, "0%"), (1, 0, "–")])
    func `a share of nothing is none`(_ part: Int, _ whole: Int, _ text: String) {
        #expect(Figure.share(part, of: whole) == text)
    }

    @Test(arguments: [(1.005, 2, "1.00"), (0.0, 3, "0.000"), (-0.001, 2, "0.00"), (12.5, 0, "13")])
    func `fixed decimals are all there`(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(Figure.fixed(value, decimals: decimals) == text)
    }
}

@Suite struct ProgressTests {
    static let progress = {
        var progress = Progress()
        progress.phase = "hold"
        progress.elapsed = .milliseconds(7_400)
        progress.remaining = .seconds(13)
        progress.devices = 1000
        progress.connected = 998
        progress.messagesPerSecond = 1_002.4
        progress.p99 = .microseconds(12_480)
        return progress
    }()

    @Test
    func `a run is one line`() {
        #expect(
            Self.progress.line
                == "7 s hold | 998 of 1,000 connected | 1,002 msg/s | p99 12.5 ms | lost 0 | "
                + "13 s left"
        )
    }

    @Test
    func `what nobody knows yet is left open`() {
        #expect(Progress().line == "0 s | 0 of 0 connected | 0 msg/s | p99 – | lost 0")
    }

    @Test(arguments: [0, 1, 10, 40, 80, 200])
    func `a terminal never wraps it`(_ columns: Int) {
        let line = Self.progress.terminalLine(columns: columns)
        #expect(line.hasPrefix("\r") && line.hasSuffix("\u{1B}[K"))
        #expect(line.count - 4 < max(columns, 1))
    }

    @Test
    func `a phase cannot command the terminal`() {
        var progress = Self.progress
        progress.phase = "\u{1B}[2J\n"
        #expect(!progress.line.contains("\u{1B}") && !progress.line.contains("\n"))
    }
}
