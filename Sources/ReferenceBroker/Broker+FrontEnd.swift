package import Base
import MQTT

/// What whoever holds the sockets asks and tells.
extension Broker {
    /// Whether packets on `link` still mean something.
    package func isOpen(_ link: Link) -> Bool {
        link.number < connections.count && connections[link.number].state != .closed
    }

    /// Ends all connections; 5.0 clients are told why.
    package mutating func shutDown(at now: Instant, into actions: inout [Action]) {
        for link in connections.indices where connections[link].state != .closed {
            if connections[link].state == .connected, connections[link].version == .v5 {
                actions.append(
                    .send(.disconnect(Disconnect(reason: .serverShuttingDown)), Link(link)))
            }
            actions.append(.close(Link(link)))
        }
    }
}
