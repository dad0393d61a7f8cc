import Base
import Reactor

/// The world's clock in seconds since 1970, told from a loop's.
struct WallTime: Sendable {
    /// At `Instant.zero`.
    let start: Int64
    /// Where `Instant.zero` lies on the monotonic clock, in nanoseconds.
    let origin: Int64

    func seconds(at now: Instant) -> Int64 { start + now.nanoseconds / 1_000_000_000 }

    /// Now, where no loop is at hand that knows what time it is.
    var seconds: Int64 { start + (EpollLoop.clock() - origin) / 1_000_000_000 }
}
