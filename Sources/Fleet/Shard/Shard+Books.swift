import Measures
import Transports

extension Shard {
    /// Enters what the sockets moved and what the layers above them added, once all that was under
    /// way has gone.
    mutating func closeBooks() {
        let counters = net.counters
        tally.bytes.merge(net.ledger)
        tally.bytes.socketMoved(counters.bytesIn, .received)
        tally.bytes.socketMoved(counters.bytesOut, .sent)
        tally.bytes.neverLeft(counters.bytesDropped)
        tally.bytes.enter(counters.bytesIgnored, to: settings.endpoint.scheme.carrier, .received)
        tally.agreements.merge(net.agreements, uniquingKeysWith: +)
        if counters.segments.connections > 0 {
            tally.bytes.segmentsCounted(counters.segments)
        } else if let model = TCPIPModel(settings.endpoint) {
            tally.bytes.segmentsEstimated(
                connections: counters.opened, transfers: counters.reads + counters.writes,
                moving: counters.bytesIn + counters.bytesOut, over: model)
        }
    }
}

extension TCPIPModel {
    /// Nil for a Unix socket, which knows neither.
    fileprivate init?(_ endpoint: Endpoint) {
        switch endpoint.host {
        case .file: return nil
        case .address(let bytes): self = bytes.count == 16 ? .ipv6 : .ipv4
        }
    }
}

extension Endpoint.Scheme {
    /// Whose bytes those are that come when their link is closed already.
    fileprivate var carrier: ByteLedger.Account {
        switch self {
        case .mqtt, .unix: .mqtt
        case .ws: .webSocket
        case .http: .http
        case .mqtts, .wss, .https: .tlsRecords
        }
    }
}
