import Base
import Glibc
package import Reactor
import Synchronization
package import Transports

/// A ``SinkServer`` on a thread of its own.
package final class Sink: Sendable {
    private let server: Mutex<SinkServer?>
    private let counts = Mutex(SinkCounts())
    private let isOver = Atomic<Bool>(false)
    private let waker: LoopWaker
    private let thread = Mutex<pthread_t?>(nil)

    /// Where it listens, with the port that the kernel chose.
    package let endpoints: [Endpoint]

    /// Listens at once, and serves from ``start()`` on.
    package init(on endpoints: [Endpoint]) throws(SystemError) {
        let made = try SinkServer(on: endpoints)
        self.endpoints = zip(endpoints, made.ports).map { $0.listening(on: $1) }
        waker = made.waker
        server = Mutex(made)
    }

    package func start() throws(SystemError) {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Sink>.fromOpaque(argument!).takeRetainedValue().serve()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard code == 0 else { throw SystemError(code, attempting: "start a thread") }
        self.thread.withLock { $0 = thread }
    }

    /// Ends it, waits until it has ended, and says what it counted.
    package func stop() -> SinkCounts {
        isOver.store(true, ordering: .releasing)
        waker.wake()
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
        return counts.withLock { $0 }
    }

    private func serve() {
        guard var server = server.withLock({ $0.take() }) else { return }
        let counted = server.serve { self.isOver.load(ordering: .acquiring) }
        counts.withLock { $0 = counted }
    }
}
