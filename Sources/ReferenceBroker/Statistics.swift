/// What a broker holds now and what it has done since its beginning; bytes are for the front end.
package struct Statistics: Equatable, Sendable {
    // Now.
    package var connections = 0
    package var sessions = 0
    package var subscriptions = 0
    package var retained = 0
    package var retainedBytes = 0
    /// Messages that wait for a session; those in flight are not among them.
    package var queued = 0
    /// Bytes held for sessions, in flight or waiting.
    package var heldBytes = 0

    // Since the beginning.
    package var connectionsOpened = 0
    package var connectionsRefused = 0
    package var protocolErrors = 0
    package var keepAliveTimeouts = 0
    package var takeovers = 0
    package var sessionsExpired = 0
    package var willsPublished = 0
    package var messagesReceived = 0
    package var messagesSent = 0
    package var messagesRedelivered = 0
    package var dropped = Dropped()

    /// Messages that did not reach a session, by cause; one message may count for many sessions.
    package struct Dropped: Equatable, Sendable {
        /// QoS 0 to a client that does not read fast enough.
        package var congested = 0
        /// QoS 0 to a session without a connection.
        package var offline = 0
        package var queueFull = 0
        package var expired = 0
        /// Above the client's Maximum Packet Size.
        package var tooLarge = 0
        /// By the access control, of a publisher or of a subscriber.
        package var denied = 0
        /// Not kept as retained for want of room; delivered to the subscribers of the moment.
        package var retained = 0
        /// Waiting or in flight when their session ended.
        package var sessionEnded = 0
        /// For a shared subscription none of whose members could take it.
        package var unshared = 0
    }
}
