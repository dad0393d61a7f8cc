import Glibc

/// What a server is told by signals: to end, or to read its files anew.
final class ServerSignals {
    enum Call {
        /// SIGINT or SIGTERM.
        case end
        /// SIGHUP.
        case reload
    }

    private var signals = sigset_t()

    /// To be made before any thread, so that all leave the signals to this one.
    init() {
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for the next call.
    func next() -> Call {
        var signal: Int32 = 0
        while sigwait(&signals, &signal) != 0 {}
        return signal == SIGHUP ? .reload : .end
    }
}
