import Base

/// What the bytes of a run come to for one message, and for one device in a day.
package struct TrafficFigures: Equatable, Sendable {
    /// Bytes, ``ByteLedger/tcpIP`` left out; nil without messages.
    package var perMessage: Double?
    /// The same with what TCP and IP added.
    package var perMessageTCPIP: Double?
    /// Bytes; nil without devices or time.
    package var perDeviceDay: Double?
    package var perDeviceDayTCPIP: Double?

    /// `messages` are those that moved in either direction; `duration` is that of the run.
    package init(of ledger: ByteLedger, messages: Int, devices: Int, duration: Duration) {
        func share(_ bytes: Int, _ parts: Double) -> Double? {
            parts > 0 ? Double(bytes) / parts : nil
        }
        let deviceDays = Double(devices) * duration.inSeconds / 86_400
        perMessage = share(ledger.moved, Double(messages))
        perMessageTCPIP = share(ledger.total, Double(messages))
        perDeviceDay = share(ledger.moved, deviceDays)
        perDeviceDayTCPIP = share(ledger.total, deviceDays)
    }
}
