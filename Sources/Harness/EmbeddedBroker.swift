import Base
package import Crypto
import Glibc
package import Reactor
package import ReferenceBroker
import Synchronization
package import Transports

/// A broker on a thread of its own, for as long as a run needs one.
package final class EmbeddedBroker: Sendable {
    private let server: Mutex<BrokerServer?>
    private let isOver = Atomic<Bool>(false)
    private let orders = Mutex<[BrokerServer.Order]>([])
    /// How often its thread has asked for orders, and who waits for that.
    private let rounds = Atomic<Int>(0)
    private let turns = Turns()
    private let waker: LoopWaker
    private let thread = Mutex<LoopThread?>(nil)
    private let clock = Mutex<ThreadClock?>(nil)

    /// Where it listens, with the port that the kernel chose.
    package let endpoints: [Endpoint]

    /// Listens at once, and serves from ``start()`` on.
    ///
    /// See `BrokerServer` for what is what.
    package init(
        _ configuration: Configuration = Configuration(), mutant: Mutant? = nil,
        on endpoints: [Endpoint], security: TLSContext? = nil, signatures: SignatureRules? = nil,
        patience: HTTPPatience = HTTPPatience(), origin: Int64, epochSeconds: Int64
    ) throws(SystemError) {
        let made = try BrokerServer(
            configuration, mutant: mutant, on: endpoints, security: security,
            signatures: signatures, patience: patience, origin: origin,
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

    /// Lets `security` hold for connections that are yet to come, and drops those whose certificate
    /// is on its revocation lists.
    package func replace(security: TLSContext) { order(.secure(security)) }

    /// Drops everybody whose certificate has one of `serials`, in upper-case hex; they may come
    /// back, unless ``replace(security:)`` forbids it.
    package func disconnect(serials: Set<String>) { order(.disconnect(serials: serials)) }

    /// Waits until all that was ordered so far is done, or the broker is.
    package func awaitObedience() {
        let enough = rounds.load(ordering: .acquiring) + 2
        while rounds.load(ordering: .acquiring) < enough, !isOver.load(ordering: .acquiring) {
            waker.wake()
            turns.wait()
        }
    }

    private func order(_ order: BrokerServer.Order) {
        orders.withLock { $0.append(order) }
        waker.wake()
    }

    /// User and system time of its thread, in seconds; nil while it has none.
    package var cpuSeconds: Double? { clock.withLock { $0?.seconds } }

    private func serve() {
        clock.withLock { $0 = ThreadClock() }
        guard var server = server.withLock({ $0.take() }) else { return }
        server.serve {
            self.isOver.load(ordering: .acquiring)
        } obeying: {
            self.rounds.add(1, ordering: .acquiringAndReleasing)
            self.turns.post()
            return self.orders.withLock { orders in
                defer { orders = [] }
                return orders
            }
        }
        turns.post()
    }
}

/// A count that one thread raises and another waits for.
private final class Turns: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }

    func wait() { sem_wait(semaphore) }
}

extension Endpoint {
    /// The same address with the port that the kernel chose.
    func listening(on port: UInt16) -> Endpoint {
        guard self.port != port else { return self }
        var endpoint = self
        endpoint.port = port
        // The path may be the usual one, which nobody wrote.
        let path = text.hasSuffix(self.path) ? self.path : ""
        let place = text.dropLast(path.count)
        if place.hasSuffix(":0") { endpoint.text = "\(place.dropLast())\(port)\(path)" }
        return endpoint
    }
}
