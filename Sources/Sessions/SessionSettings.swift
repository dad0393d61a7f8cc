import Base

/// What a client decides for itself, the same for a whole fleet; the rest stands in its CONNECT.
package struct SessionSettings: Sendable {
    /// The most messages of QoS 1 and 2 on their way at once; a server may allow fewer.
    package var window: UInt16
    /// The most messages of QoS 1 and 2 that wait for a link or for room in the window.
    package var backlog: UInt16
    /// The most topics to which this client gives a Topic Alias, if the server takes that many.
    ///
    /// Aliases are searched in order, so a large number costs time with every message.
    package var topicAliases: UInt16
    /// Whether a QoS 2 message that had no PUBREC when its session was lost is published anew.
    ///
    /// The server may have it already, so `true` may duplicate it and `false` may lose it.
    package var repeatsLostExactlyOnce: Bool

    /// Nanoseconds.
    let connackPatience: Int64
    /// Nanoseconds.
    let pingPatience: Int64

    /// The patiences are how long a CONNACK and a PINGRESP may take.
    package init(
        window: UInt16 = 20, backlog: UInt16 = 100, topicAliases: UInt16 = 0,
        repeatsLostExactlyOnce: Bool = true, connackPatience: Duration = .seconds(10),
        pingPatience: Duration = .seconds(10)
    ) {
        precondition(window > 0, "a window of zero would never let a message go")
        precondition(connackPatience > .zero && pingPatience > .zero, "patience must be above zero")
        self.window = window
        self.backlog = backlog
        self.topicAliases = topicAliases
        self.repeatsLostExactlyOnce = repeatsLostExactlyOnce
        self.connackPatience = connackPatience.nanoseconds
        self.pingPatience = pingPatience.nanoseconds
    }
}
