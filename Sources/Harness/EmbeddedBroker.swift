import Base
package import Reactor
package import ReferenceBroker
import Synchronization
package import Transports

/// A broker on a thread of its own, for as long as a run needs one.
package final class EmbeddedBroker: Sendable {
    private let server: Mutex<BrokerServer?>
    private let isOver = Atomic<Bool>(false)
    private let waker: LoopWaker
    private let thread = Mutex<LoopThread?>(nil)
    private let clock = Mutex<ThreadClock?>(nil)

    /// Where it listens, with the port that the kernel chose.
    package let endpoints: [Endpoint]

    /// Listens at once, and serves from ``start()`` on.
    package init(
        _ configuration: Configuration = Configuration(), mutant: Mutant? = nil,
        on endpoints: [Endpoint], origin: Int64, epochSeconds: Int64
    ) throws(SystemError) {
        let made = try BrokerServer(
            configuration, mutant: mutant, on: endpoints, origin: origin,
            epochSeconds: epochSeconds)
        self.endpoints = zip(endpoints, made.ports).map { endpoint, port in
            endpoint.listening(on: port)
        }
        waker = made.waker
        server = Mutex(made)
    }

    package func start() throws(SystemError) {
        let started = try LoopThread { self.serve() }
        thread.withLock { $0 = started }
    }

    /// Ends it, and waits until it has ended.
    package func stop() {
        isOver.store(true, ordering: .releasing)
        waker.wake()
        thread.withLock { $0.take() }?.join()
    }

    /// User and system time of its thread, in seconds; nil while it has none.
    package var cpuSeconds: Double? { clock.withLock { $0?.seconds } }

    private func serve() {
        clock.withLock { $0 = ThreadClock() }
        guard var server = server.withLock({ $0.take() }) else { return }
        server.serve { self.isOver.load(ordering: .acquiring) }
    }
}

extension Endpoint {
    /// The same address with the port that the kernel chose.
    func listening(on port: UInt16) -> Endpoint {
        guard self.port != port else { return self }
        let shown = text.hasSuffix(":0") ? String(text.dropLast(1)) + "\(port)" : text
        return Endpoint(scheme: scheme, host: host, port: port, text: shown)
    }
}
