import Base
package import Conformance
package import Crypto
package import Reactor
package import Transports

/// A ``DeviceTrial`` on real sockets: whoever connects is judged.
package struct DeviceConformanceRun {
    /// Bytes beyond which a client that takes nothing is dropped.
    private static let mostKept = 16 << 20

    private var net: LayeredNetwork
    private let endpoints: [Endpoint]
    private var trial: DeviceTrial
    private var actions: [DeviceTrial.Action] = []

    /// Where it listens, with the port that the kernel chose.
    package let listening: [Endpoint]

    /// A trial that listens on `endpoints`; a port of 0 is chosen by the kernel.
    ///
    /// - Parameter security: for endpoints of a secure scheme, which must not be without.
    /// - Throws: `SystemError` when an address is taken or not this machine's.
    package init(
        _ trial: DeviceTrial, on endpoints: [Endpoint], security: TLSContext? = nil,
        origin: Int64 = EpollLoop.clock()
    ) throws(SystemError) {
        self.trial = trial
        self.endpoints = endpoints
        net = LayeredNetwork(try SocketNetwork(origin: origin, firstAccepted: 0))
        var listening: [Endpoint] = []
        for endpoint in endpoints {
            let port = try net.listen(
                on: endpoint, security: endpoint.scheme.isSecure ? security : nil)
            listening.append(endpoint.listening(on: port))
        }
        self.listening = listening
    }

    /// Serves and provokes until every check was decided, `length` is over, or `isOver` says so.
    package mutating func run(
        for length: Duration, until isOver: () -> Bool, _ tell: (DeviceTrial) -> Void = { _ in }
    ) -> DeviceTrial {
        let end = net.refresh() + length
        while !trial.isDone, net.now < end, !isOver() {
            // A person who interrupts does not want to wait for the next client.
            let limit = min(min(trial.deadline, end), net.now + .milliseconds(200))
            if let event = net.next(until: limit) { take(event) }
            if trial.deadline <= net.refresh() { trial.tick(at: net.now, into: &actions) }
            carryOut()
            tell(trial)
        }
        return trial
    }

    private mutating func take(_ event: NetworkEvent) {
        switch event {
        case .accepted(let link, _): trial.accepted(link, at: net.refresh(), into: &actions)
        case .readable(let link):
            let bytes = net.read(link)
            guard !bytes.isEmpty else { return }
            trial.receive(bytes, on: link, at: net.refresh(), into: &actions)
        case .closed(let link, _): trial.closed(link, at: net.refresh(), into: &actions)
        case .connected, .drained, .due, .woken: break
        }
        carryOut()
    }

    private mutating func carryOut() {
        while !actions.isEmpty {
            let now = actions
            actions = []
            for action in now {
                switch action {
                case .send(let bytes, let link):
                    guard net.write(link, bytes) > Self.mostKept else { continue }
                    net.close(link, abort: true)
                    trial.closed(link, at: net.now, into: &actions)
                case .close(let link): net.close(link, abort: false)
                }
            }
        }
    }
}
