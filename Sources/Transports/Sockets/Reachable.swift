import Base
import Reactor

extension Endpoint {
    /// The first of `candidates` that takes a connection, tried one after the other.
    ///
    /// What ``all(parsing:for:)`` gives for a name may be addresses where nobody listens. Blocks,
    /// at most `timeout` for each; to be called once, before a run.
    ///
    /// - Throws: what went wrong with the first candidate, when none answers.
    package static func reachable(
        among candidates: [Endpoint], from sources: SourceAddresses = SourceAddresses(),
        timeout: Duration
    ) throws(LinkError) -> Endpoint {
        precondition(!candidates.isEmpty, "an endpoint has at least one address")
        var network: SocketNetwork
        do {
            network = try SocketNetwork(from: sources)
        } catch {
            throw LinkError(.other, error.message)
        }
        var first: LinkError?
        for candidate in candidates {
            network.open(Link(0), to: candidate, timeout: timeout)
            switch network.next(until: .never) {
            case .closed(_, .failed(let error)): first = first ?? error
            default:
                network.close(Link(0), abort: true)
                return candidate
            }
        }
        throw first ?? LinkError(.other, "\(candidates[0].text) cannot be reached")
    }
}

extension SourceAddresses {
    /// Finds out whether links can leave from all of these, before any has to.
    package func check() throws(EndpointError) {
        for address in addresses {
            let address = SocketAddress(address, port: 0)
            guard case .success(let descriptor) = Socket.make(address.family) else { continue }
            let code = Socket.bind(descriptor, to: address)
            guard code == 0 else {
                throw EndpointError(
                    "--bind \(address.host): \(SystemError.reason(code)); name addresses that are "
                        + "this machine's, as ip address lists them")
            }
        }
    }
}
