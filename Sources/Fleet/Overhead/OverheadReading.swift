import Base
import Measures
import Reports

/// Where the bytes had gone at one moment of an ``OverheadProbe``.
struct OverheadReading {
    let ledger: ByteLedger
    /// What TCP and IP added, from the kernel's counters.
    let tcpIP: Int

    init(_ ledger: ByteLedger, tcpIP: Int) {
        self.ledger = ledger
        self.tcpIP = tcpIP
    }

    /// What moved since `earlier`, shared by `count` of the same.
    func layers(since earlier: OverheadReading, over count: Int) -> OverheadReport.Layers {
        func share(_ accounts: ByteLedger.Account...) -> Double {
            let bytes = accounts.reduce(0) { $0 + ledger[$1] - earlier.ledger[$1] }
            return Double(bytes) / Double(count)
        }
        return OverheadReport.Layers(
            payload: share(.payload), topic: share(.topic),
            mqtt: share(.mqtt, .acknowledgements, .keepAlive), webSocket: share(.webSocket),
            webSocketUpgrade: share(.webSocketUpgrade), http: share(.http),
            tlsRecords: share(.tlsRecords), tlsHandshake: share(.tlsHandshake),
            tcpIP: Double(tcpIP - earlier.tcpIP) / Double(count))
    }
}

/// How fast messages went over one connection, or one connection after the other.
struct OverheadPace {
    var messages = 0
    var time = Duration.zero
    /// Of the calling thread, in seconds.
    var cpu = 0.0

    var perSecond: Double { Double(messages) / time.inSeconds }
    var cpuPerMessage: Duration { .nanoseconds(Int64(cpu * 1e9 / Double(messages))) }
}
