import Base
import Crypto
import Reactor
import Transports

/// Asks whether somebody answers, before thousands of devices do.
enum Probe {
    /// - Parameter tls: for a scheme with TLS; nil to ask no further than TCP.
    static func connect(
        to endpoint: Endpoint, tls: TLSContext? = nil, from sources: SourceAddresses
    ) throws(Failure) {
        do {
            var endpoint = endpoint
            if endpoint.scheme.isSecure, tls == nil { endpoint.scheme = .mqtt }
            var net = LayeredNetwork(try SocketNetwork(from: sources), clients: tls)
            let patience = Duration.seconds(5)
            net.open(Link(0), to: endpoint, timeout: patience)
            let limit = net.now + patience + .seconds(1)
            while let event = net.next(until: limit) {
                switch event {
                case .connected:
                    net.close(Link(0), abort: true)
                    return
                case .closed(_, .failed(let error)):
                    throw Failure(.brokerUnreachable, error.message)
                case .closed(_, .ended):
                    throw Failure(
                        .brokerUnreachable, "\(endpoint.text) closed the connection at once")
                case .accepted, .readable, .drained, .due, .woken: continue
                }
            }
            throw Failure(.brokerUnreachable, "\(endpoint.text) did not answer in time")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }
}
