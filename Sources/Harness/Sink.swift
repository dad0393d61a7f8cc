import Base
package import Crypto
package import Reactor
import Synchronization
package import Transports

/// A ``SinkServer`` on a thread of its own.
package final class Sink: Sendable {
    private let server: Mutex<SinkServer?>
    private let counts = Mutex(SinkCounts())
    private let isOver = Atomic<Bool>(false)
    private let waker: LoopWaker
    private let thread = Mutex<LoopThread?>(nil)

    /// Where it listens, with the port that the kernel chose.
    package let endpoints: [Endpoint]

    /// Listens at once, and serves from ``start()`` on.
    ///
    /// - Parameter security: for endpoints of a secure scheme, which must not be without.
    package init(on endpoints: [Endpoint], security: TLSContext? = nil) throws(SystemError) {
        let made = try SinkServer(on: endpoints, security: security)
        self.endpoints = zip(endpoints, made.ports).map { $0.listening(on: $1) }
        waker = made.waker
        server = Mutex(made)
    }

    package func start() throws(SystemError) {
        let started = try LoopThread { self.serve() }
        thread.withLock { $0 = started }
    }

    /// Ends it, waits until it has ended, and says what it counted.
    package func stop() -> SinkCounts {
        isOver.store(true, ordering: .releasing)
        waker.wake()
        thread.withLock { $0.take() }?.join()
        return counts.withLock { $0 }
    }

    private func serve() {
        guard var server = server.withLock({ $0.take() }) else { return }
        let counted = server.serve { self.isOver.load(ordering: .acquiring) }
        counts.withLock { $0 = counted }
    }
}
