import CLinux
import Glibc

/// Waits on an epoll to the nanosecond, and hands out what came one by one.
struct EpollWait {
    private static let capacity = 1024
    private static let timerMark = UInt64.max - 1

    /// Room for one batch, freed with the last copy.
    private final class Batch {
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)

        deinit { events.deallocate() }
    }

    private let epoll: Descriptor
    private let batch = Batch()
    private var count = 0
    /// Events of the batch that were handed out.
    private(set) var taken = 0
    /// Ends the waits of kernels whose epoll counts in milliseconds; nil where it does better.
    private var timer: Descriptor?
    /// The thread that waits was told to be punctual; not every thread that makes a loop waits.
    private var isPunctual = false

    init(on epoll: Descriptor, precise: Bool) throws(SystemError) {
        self.epoll = epoll
        batch.events.initialize(repeating: epoll_event(), count: Self.capacity)
        // A wait for nothing tells whether the kernel knows the call, and sandboxes allow it.
        var zero = timespec()
        let known = epoll_pwait2(epoll.number, batch.events, Int32(Self.capacity), &zero, nil) >= 0
        if !known || !precise { timer = try Self.timer(on: epoll) }
    }

    private static func timer(on epoll: Descriptor) throws(SystemError) -> Descriptor {
        let flags = Int32(TFD_NONBLOCK | TFD_CLOEXEC)
        let number = timerfd_create(CLOCK_MONOTONIC, flags)
        guard number >= 0 else { throw SystemError(errno, attempting: "make a timer") }
        let timer = Descriptor(owning: number)
        var event = epoll_event()
        event.events = Readiness.readable.rawValue
        event.data.u64 = timerMark
        guard epoll_ctl(epoll.number, EPOLL_CTL_ADD, number, &event) == 0 else {
            throw SystemError(errno, attempting: "watch a timer")
        }
        return timer
    }

    /// Waits for a batch, at most so many nanoseconds and perhaps less, or for ever.
    mutating func fill(within nanoseconds: Int64?) {
        taken = 0
        if !isPunctual {
            clinux_set_timer_slack(1)
            isPunctual = true
        }
        let capacity = Int32(Self.capacity)
        if let timer {
            let result = epoll_wait(
                epoll.number, batch.events, capacity, arm(timer, nanoseconds))
            count = max(0, Int(result))
            return
        }
        var result: Int32
        if let nanoseconds {
            var time = Self.span(Self.first(of: nanoseconds))
            result = epoll_pwait2(epoll.number, batch.events, capacity, &time, nil)
        } else {
            result = epoll_wait(epoll.number, batch.events, capacity, -1)
        }
        count = max(0, Int(result))
    }

    /// The first part of a wait: the kernel lets waits run over by a thousandth, so a long one is
    /// broken off in time for a short one.
    private static func first(of nanoseconds: Int64) -> Int64 {
        nanoseconds < 10_000_000 ? nanoseconds : nanoseconds - nanoseconds / 500
    }

    /// The next event of the batch: its mark, and what is ready.
    mutating func take() -> (mark: UInt64, Readiness)? {
        while taken < count {
            let event = batch.events[taken]
            taken += 1
            if event.data.u64 == Self.timerMark {
                var count: UInt64 = 0
                _ = read(timer!.number, &count, 8)
                continue
            }
            return (event.data.u64, Readiness(rawValue: event.events))
        }
        return nil
    }

    /// Sets the timer, and says what epoll_wait is to be told.
    private func arm(_ timer: Descriptor, _ nanoseconds: Int64?) -> Int32 {
        guard nanoseconds != 0 else { return 0 }
        // All zero disarms, which is right for a wait without end.
        var setting = itimerspec()
        setting.it_value = Self.span(nanoseconds ?? 0)
        timerfd_settime(timer.number, 0, &setting, nil)
        return -1
    }

    private static func span(_ nanoseconds: Int64) -> timespec {
        timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}
