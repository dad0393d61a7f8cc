/// One deliberate departure from the specification.
///
/// A broker has at most one. Each exists to prove that some check can fail. A mutant costs the
/// broker one `if`, at the line that would otherwise obey.
package enum Mutant: String, CaseIterable, Sendable {
    /// Reads PINGREQ and says nothing.
    case ignoresPing = "ignores-ping"
    /// Accepts a second CONNECT as if it were the first.
    case forgivesSecondConnect = "forgives-second-connect"
    /// Never closes a connection for its silence.
    case ignoresKeepAlive = "ignores-keep-alive"
    /// Says Session Present 0 whatever it found.
    case deniesSession = "denies-session"
    /// Resumes a session although Clean Start says otherwise.
    case ignoresCleanStart = "ignores-clean-start"
    /// Lets the old connection of a client identifier live beside the new one's session.
    case takesOverSilently = "takes-over-silently"
    /// Re-delivers with DUP 0.
    case forgetsDup = "forgets-dup"
    /// Does not send PUBREL again when a session resumes.
    case forgetsPubrel = "forgets-pubrel"
    /// Delivers a QoS 2 message again when its PUBLISH comes again before PUBREL.
    case duplicatesQoS2 = "duplicates-qos-2"
    /// Acknowledges QoS 1 with the packet identifier plus one.
    case miscountsPacketID = "miscounts-packet-id"
    /// Delivers at the publisher's QoS whatever was granted.
    case ignoresGrantedQoS = "ignores-granted-qos"
    /// Sends more QoS 1 and 2 messages at a time than Receive Maximum allows.
    case ignoresReceiveMaximum = "ignores-receive-maximum"
    /// Sends packets larger than the client's Maximum Packet Size.
    case ignoresMaximumPacketSize = "ignores-maximum-packet-size"
    /// Publishes the Will although DISCONNECT removed it.
    case sendsWillOnDisconnect = "sends-will-on-disconnect"
    /// Publishes the Will at once, whatever Will Delay Interval says.
    case ignoresWillDelay = "ignores-will-delay"
    /// Echoes messages to a publisher that subscribed with No Local.
    case ignoresNoLocal = "ignores-no-local"
    /// Keeps no retained message.
    case dropsRetained = "drops-retained"
    /// Stores a retained message with an empty payload instead of removing the old one.
    case retainsEmptyPayload = "retains-empty-payload"
    /// Forwards RETAIN as it came, whatever Retain As Published says.
    case forwardsRetain = "forwards-retain"
    /// Sends retained messages on every SUBSCRIBE, whatever Retain Handling says.
    case ignoresRetainHandling = "ignores-retain-handling"
    /// Delivers messages after their expiry.
    case skipsMessageExpiry = "skips-message-expiry"
    /// Keeps sessions after their expiry.
    case skipsSessionExpiry = "skips-session-expiry"
    /// Lets filters that begin with a wildcard match topics that begin with `$`.
    case matchesDollarTopics = "matches-dollar-topics"
    /// Leaves Subscription Identifiers out.
    case losesSubscriptionID = "loses-subscription-id"
    /// Forwards User Properties in reverse.
    case reversesUserProperties = "reverses-user-properties"
    /// Answers UNSUBSCRIBE and keeps the subscription.
    case ignoresUnsubscribe = "ignores-unsubscribe"
    /// Delivers a shared subscription's messages to all its members.
    case sharesWithAll = "shares-with-all"
    /// Grants more than it was asked for.
    case grantsTooMuch = "grants-too-much"
    /// Remembers Topic Aliases from one connection of a link to the next.
    case keepsAliases = "keeps-aliases"
}
