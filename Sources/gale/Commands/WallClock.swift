import Glibc

/// The world's clock, read where a run begins.
enum WallClock {
    struct Reading: Sendable {
        /// Since 1970.
        let milliseconds: Int64

        /// `2026-11-20T16:00:00Z`.
        var text: String { WallClock.format(milliseconds / 1000, "%Y-%m-%dT%H:%M:%SZ") }
    }

    static func now() -> Reading {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Reading(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
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
