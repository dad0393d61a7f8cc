import Base
import Crypto
import Reactor
import Transports

/// Asks whether somebody answers, before thousands of devices do.
enum Probe {
    /// How long a broker may take to object to a certificate of TLS 1.3, at which it looks when the
    /// client has finished.
    private static let objection = Duration.milliseconds(300)

    /// - Parameters:
    ///   - tls: for a scheme with TLS; nil to ask no further than TCP.
    ///   - persona: what to show to a broker that asks who is there.
    static func connect(
        to endpoint: Endpoint, tls: TLSContext? = nil, as persona: Persona = Persona(),
        from sources: SourceAddresses
    ) throws(Failure) {
        do {
            var endpoint = endpoint
            if endpoint.scheme.isSecure, tls == nil { endpoint.scheme = .mqtt }
            var net = LayeredNetwork(try SocketNetwork(from: sources), clients: tls)
            let patience = Duration.seconds(5)
            net.open(Link(0), to: endpoint, as: persona, timeout: patience)
            var limit = net.now + patience + .seconds(1)
            var isConnected = false
            while let event = net.next(until: limit) {
                switch event {
                case .connected:
                    isConnected = true
                    limit = net.now + (mayObject(net, endpoint) ? objection : .zero)
                case .readable(let link):
                    // A session ticket, so that there is no objection; or the alert that is one.
                    _ = net.read(link)
                    limit = net.now
                case .closed(_, .failed(let error)):
                    throw Failure(.brokerUnreachable, error.message)
                case .closed(_, .ended):
                    throw Failure(
                        .brokerUnreachable, "\(endpoint.text) closed the connection at once")
                case .accepted, .drained, .due, .woken: continue
                }
            }
            if isConnected { return net.close(Link(0), abort: true) }
            throw Failure(.brokerUnreachable, "\(endpoint.text) did not answer in time")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }

    /// Whether the broker may still refuse; one that has answered a WebSocket upgrade does not.
    private static func mayObject(_ net: LayeredNetwork, _ endpoint: Endpoint) -> Bool {
        !endpoint.scheme.isWebSocket && net.agreements.keys.contains { $0.version == "TLSv1.3" }
    }
}
