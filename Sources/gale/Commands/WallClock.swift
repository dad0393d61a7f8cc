import Glibc
import Reactor

/// The world's clock, read where a run begins.
enum WallClock {
    struct Reading: Sendable {
        /// Since 1970.
        let milliseconds: Int64
        /// CLOCK_MONOTONIC at that very millisecond, in nanoseconds: a run whose instants count
        /// from here writes the world's time into its payloads to the microsecond.
        let origin: Int64

        /// `2026-11-20T16:00:00Z`.
        var text: String { WallClock.format(milliseconds / 1000, "%Y-%m-%dT%H:%M:%SZ") }
    }

    /// - Error: of the origin, half of what lies between two readings of clocks, some 30 ns.
    static func now() -> Reading {
        // Other threads may come between two readings, but hardly every time.
        (0..<5).map { _ in read() }.min { $0.span < $1.span }!.reading
    }

    private static func read() -> (span: Int64, reading: Reading) {
        var time = timespec()
        let before = EpollLoop.clock()
        clock_gettime(CLOCK_REALTIME, &time)
        let span = EpollLoop.clock() - before
        let nanoseconds = Int64(time.tv_nsec)
        return (
            span,
            Reading(
                milliseconds: Int64(time.tv_sec) * 1000 + nanoseconds / 1_000_000,
                origin: before + span / 2 - nanoseconds % 1_000_000)
        )
    }

    /// `20261120-160000`, for the name of a folder.
    static func stamp() -> String { format(now().milliseconds / 1000, "%Y%m%d-%H%M%S") }

    private static func format(_ seconds: Int64, _ pattern: String) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, pattern, &parts)
        return String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
