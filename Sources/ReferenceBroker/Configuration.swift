package import MQTT

/// What a broker offers, what it bounds, and whom it lets in.
///
/// The defaults offer everything that both versions know. Every bound keeps memory finite whatever
/// the clients do; what is dropped at a bound is counted in ``Statistics``.
package struct Configuration: Sendable {
    package init() {}

    // What a 5.0 client reads in CONNACK (§3.2.2.3).
    package var maximumQoS = QoS.exactlyOnce
    package var retainAvailable = true
    package var wildcardSubscriptionAvailable = true
    package var subscriptionIdentifierAvailable = true
    package var sharedSubscriptionAvailable = true
    /// Unfinished QoS 2 messages that a client may have on their way to us; 3.1.1 has no such
    /// limit.
    package var receiveMaximum: UInt16 = 1_000
    /// Bytes of a whole packet, in both versions; enforced by whoever decodes.
    package var maximumPacketSize: UInt32 = 1 << 20
    /// Aliases that a client may set on a connection.
    package var topicAliasMaximum: UInt16 = 16
    /// Seconds; replaces what a 5.0 client asks for.
    ///
    /// 3.1.1 has no way to tell, so what its clients ask for holds.
    package var serverKeepAlive: UInt16?
    /// Seconds; the largest number is no cap.
    ///
    /// Also how long a 3.1.1 session with Clean Session 0 outlives its connection.
    package var sessionExpiryCap: UInt32 = .max
    /// Told to 5.0 clients that ask for it.
    package var responseInformation: String?

    // What 5.0 leaves to the server.
    /// Aliases that we set on a connection, if the client allows as many; 0 is none.
    package var outgoingTopicAliases: UInt16 = 0
    /// QoS 1 and 2 messages on their way to one client, if its Receive Maximum allows as many.
    package var inflightLimit: UInt16 = 256
    /// Says 0x10 in PUBACK and PUBREC where a message matched no subscription.
    package var tellsNoMatchingSubscribers = true
    /// Explains failures in Reason Strings, where the client wants them.
    package var reasonStrings = true
    /// Holds QoS 0 messages for sessions without a connection, like those of QoS 1 and 2.
    package var queuesQoS0 = false

    // Bounds.
    package var maximumConnections = 100_000
    package var maximumSessions = 100_000
    package var subscriptionsPerSession = 10_000
    /// Messages that wait for one session; at the limit the newest is dropped.
    package var queueLimit = 1_000
    /// Bytes of topics, payloads and properties held for one session, in flight or waiting.
    package var queueLimitBytes = 4 << 20
    /// The same for all sessions together.
    package var queueLimitBytesInAll = 1 << 30
    package var retainedLimit = 100_000
    package var retainedLimitBytes = 256 << 20
    /// Topics whose subscribers are remembered from one message to the next.
    package var topicCacheLimit = 65_536
    package var topicCacheLimitBytes = 64 << 20
    /// Levels of a topic or filter; deeper ones are refused.
    package var topicLevelLimit = 200
    /// From the opening of a link to its CONNECT.
    package var connectTimeout = Duration.seconds(10)

    // Who may do what.
    package var allowsAnonymous = true
    /// Whether a 5.0 client may ask to be challenged by the method of ``Challenge``.
    package var challenges = false
    package var allowsEmptyClientID = true
    package var users: [User] = []
    package var authorizers: [Authorizer] = []
    package var accessControl = AccessControl()
    /// Whether a principal decides about the Client Identifier.
    package var clientIDFromPrincipal = ClientIDPolicy.any
    /// Principals that several clients share, each under a Client Identifier of its own.
    package var sharedPrincipals: Set<String> = []
    /// Whether the principal's name is the user name, whatever CONNECT says; no password is needed.
    ///
    /// A name without a principal is then to be proved by ``users`` or ``authorizers``.
    package var userNameFromPrincipal = false
    /// Whether nobody comes in without a certificate, a signature or an authorizer's token.
    package var requiresPrincipal = false

    /// Topic Filters of internal services.
    ///
    /// What clients publish there also comes as ``Broker/Action/serve(_:)``. An invalid filter is
    /// a programmer's error and traps.
    package var services: [String] = []
}

/// What a principal has to say about the Client Identifier.
package enum ClientIDPolicy: Sendable {
    /// Nothing: whoever is let in may take any.
    case any
    /// It must be the principal's name; those who are let in without a principal take any.
    case mustMatch
}
