/// The publisher's side of one stream: what it numbered, what was acknowledged.
///
/// A stream is what one publisher sends to one topic; its messages are numbered from zero.
package struct PublishedStream: Sendable, Equatable {
    /// Messages so far, which is also the number of the next one.
    package private(set) var published = 0
    package private(set) var acknowledged = 0

    /// Messages that have a number but never left the publisher: nobody is owed them.
    package private(set) var withdrawn: UInt32 = 0

    /// Messages that left the publisher just before its link was cut on purpose and for good.
    ///
    /// Nobody can say whether the broker had them; the publisher could not send them again.
    package private(set) var unresolved: UInt32 = 0

    /// Messages that left the publisher.
    package var left: Int { published - Int(withdrawn) }

    /// When the newest message was due, in milliseconds of the stamps' clock.
    package private(set) var lastDue = Int64.min

    package init() {}

    /// What another process says of a stream that it published.
    package init(told published: Int, acknowledged: Int, lastDue: Int64) {
        self.published = published
        self.acknowledged = acknowledged
        self.lastDue = lastDue
    }

    /// Takes the next number for a message that is due at `due`; never earlier than the last one.
    package mutating func publish(due: Int64) -> Int {
        lastDue = max(lastDue, due)
        published += 1
        return published - 1
    }

    package mutating func acknowledge() {
        acknowledged += 1
    }

    package mutating func withdraw(_ messages: Int) {
        withdrawn += UInt32(messages)
    }

    package mutating func leaveUnresolved() {
        unresolved += 1
    }

    /// Adds what another loop knows of the same stream.
    package mutating func merge(_ other: PublishedStream) {
        published += other.published
        acknowledged += other.acknowledged
        withdrawn += other.withdrawn
        unresolved += other.unresolved
        lastDue = max(lastDue, other.lastDue)
    }
}
