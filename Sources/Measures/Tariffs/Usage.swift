import Base

/// What one device does in a month, as far as anybody might bill it.
package struct Usage: Equatable, Sendable {
    /// Published by the device.
    package var messages = 0
    /// Of a message, in bytes.
    package var payload = 0
    package var topic = 0
    package var qos = 0
    /// Subscribers that each message goes out to.
    package var receivers = 0
    /// Whether messages are posted over HTTP: no CONNECT, no pings, no connected minutes.
    package var isHTTP = false
    /// Bytes in the body of an HTTP response.
    package var response = 0

    /// Connections that are opened.
    package var connections = 1
    /// How long one of them stays.
    package var connected = Duration.zero
    /// Bytes of a CONNECT.
    package var connect = 0
    /// SUBSCRIBE packets on each connection, and the bytes of Topic Filters in each.
    package var subscriptions = 0
    package var filters = 0
    /// PINGREQ packets.
    package var pings = 0

    /// Bytes on the wire, both directions and all headers: averages, so not always whole.
    package var wire = Wire()

    package struct Wire: Equatable, Sendable {
        package var message: Double
        package var connection: Double
        package var ping: Double

        package init(message: Double = 0, connection: Double = 0, ping: Double = 0) {
            self.message = message
            self.connection = connection
            self.ping = ping
        }
    }

    package init() {}

    /// The pings of a client that sends a message every `interval` for so long.
    ///
    /// A client owes a PINGREQ when it has sent nothing for the Keep Alive, so messages that come
    /// more often need none. Source: 5.0 §3.1.2.10.
    package static func pings(
        in time: Duration, every interval: Duration, keepAlive: Duration
    ) -> Int {
        let (time, gap, patience) = (
            time.nanoseconds, interval.nanoseconds, keepAlive.nanoseconds
        )
        guard gap > 0, patience > 0, time > 0 else { return 0 }
        let (gaps, rest) = time.quotientAndRemainder(dividingBy: gap)
        // The ping that falls together with a message is not sent.
        return Int(gaps).timesAtMost(Int((gap - 1) / patience)).plusAtMost(Int(rest / patience))
    }
}
