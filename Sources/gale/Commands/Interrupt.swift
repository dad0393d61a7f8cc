import Base
import Glibc

/// SIGINT and SIGTERM as something to wait for: the first ends a run cleanly, the second at once.
final class Interrupt {
    private var signals = sigset_t()
    /// Whether the first came.
    private(set) var came = false

    init() {
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for a signal, at most for `patience`.
    func comes(within patience: Duration) -> Bool {
        var time = timespec(
            tv_sec: Int(patience.nanoseconds / 1_000_000_000),
            tv_nsec: Int(patience.nanoseconds % 1_000_000_000))
        guard sigtimedwait(&signals, nil, &time) > 0 else { return false }
        if came { _exit(ExitCode.interrupted.rawValue) }
        came = true
        return true
    }
}
