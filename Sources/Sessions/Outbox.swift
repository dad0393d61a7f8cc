import Base
import MQTT

/// The messages of QoS 1 and 2 that are not done: on their way, or waiting to be.
///
/// One log in the order in which they were published: first those on their way, then those that
/// wait. So a message is copied once, when it comes, and going from the backlog to the window or
/// back, when the link is lost, is a change of state.
///
/// - Cost: a message is found by its identifier by walking from the oldest, which is the one
///   acknowledged next unless the server mixes its answers. Room is reused; none is held by an
///   empty log after ``trim()``.
struct Outbox: Sendable {
    enum State: UInt8, Sendable {
        /// Never sent in this session; it has no identifier.
        case queued
        /// Sent on an earlier connection of this session, and due again on this one.
        case unsent
        /// The server owes a PUBACK or PUBREC.
        case published
        /// The server owes a PUBCOMP.
        case released
        case done
    }

    struct Entry: Sendable {
        var token: UInt64
        var due: Instant
        /// When it was first written; never if it was not.
        var sentAt = Instant.never
        /// Never without a Message Expiry Interval.
        var expiresAt: Instant
        var start: UInt32
        var payload: UInt32
        var topic: UInt16
        var properties: UInt16
        var id: UInt16 = 0
        var state = State.queued
        var qos: QoS
        var retain: Bool

        var size: Int { Int(topic) + Int(properties) + Int(payload) }

        /// The stored parts of the message, of all that are stored.
        func parts(in all: UnsafeRawBufferPointer) -> Parts {
            let topic = Int(start)
            let properties = topic + Int(self.topic)
            let payload = properties + Int(self.properties)
            return Parts(
                topic: .init(rebasing: all[topic..<properties]),
                properties: .init(rebasing: all[properties..<payload]),
                payload: .init(rebasing: all[payload..<payload + Int(self.payload)]))
        }
    }

    /// The stored parts of a message, borrowed.
    struct Parts {
        var topic: UnsafeRawBufferPointer
        var properties: UnsafeRawBufferPointer
        var payload: UnsafeRawBufferPointer
    }

    var entries: [Entry] = []
    var bytes: [UInt8] = []
    /// The oldest entry that is not done.
    var head: UInt32 = 0
    var doneEntries: UInt32 = 0
    var doneBytes: UInt32 = 0
    /// The first entry that may have to be sent on this connection.
    var next: UInt32 = 0
    /// Entries that wait and were never sent.
    var queued: UInt32 = 0
    /// Entries that the server owes an answer on this connection.
    var unacknowledged: UInt32 = 0
    /// No message that waits expires before.
    var nextExpiry = Instant.never

    var isEmpty: Bool { Int(doneEntries) == entries.count }

    /// Bytes that may be kept at most: offsets are 32 bits wide.
    static let room = Int(UInt32.max) / 2

    func hasRoom(for message: Message) -> Bool {
        let size = message.topic.count + message.properties.count + message.payload.count
        return bytes.count + size <= Self.room
    }

    /// Keeps a message at the end; one that `waits` may expire there.
    mutating func append(_ message: Message, at now: Instant, waits: Bool) {
        compact()
        let expiresAt = message.expiry.map {
            now.advanced(byNanoseconds: Int64($0) * 1_000_000_000)
        }
        let entry = Entry(
            token: message.token, due: message.due, expiresAt: expiresAt ?? .never,
            start: UInt32(bytes.count), payload: UInt32(message.payload.count),
            topic: UInt16(message.topic.count), properties: UInt16(message.properties.count),
            qos: message.qos, retain: message.retain)
        bytes.append(contentsOf: message.topic)
        bytes.append(contentsOf: message.properties)
        bytes.append(contentsOf: message.payload)
        entries.append(entry)
        queued += 1
        if waits, entry.expiresAt < nextExpiry { nextExpiry = entry.expiresAt }
    }

    /// Where the message is that is on its way with this identifier.
    func index(of id: UInt16) -> Int? {
        var index = Int(head)
        while index < entries.count {
            if entries[index].id == id, entries[index].state != .done { return index }
            index += 1
        }
        return nil
    }

    /// The message was written with this identifier.
    mutating func sent(_ index: Int, id: UInt16, at now: Instant) {
        if entries[index].state == .queued { queued -= 1 }
        entries[index].id = id
        entries[index].state = .published
        if entries[index].sentAt == .never { entries[index].sentAt = now }
        unacknowledged += 1
        next = UInt32(index) + 1
    }

    /// PUBREC came: the content is not needed any more.
    mutating func release(_ index: Int) {
        if entries[index].state == .unsent { unacknowledged += 1 }
        entries[index].state = .released
        doneBytes += UInt32(entries[index].size)
        entries[index].topic = 0
        entries[index].properties = 0
        entries[index].payload = 0
    }

    /// The message needs nothing more.
    mutating func finish(_ index: Int) {
        switch entries[index].state {
        case .queued: queued -= 1
        case .published, .released: unacknowledged -= 1
        case .unsent, .done: break
        }
        entries[index].state = .done
        entries[index].id = 0
        doneBytes += UInt32(entries[index].size)
        doneEntries += 1
        while Int(head) < entries.count, entries[Int(head)].state == .done { head += 1 }
        if isEmpty { reset() }
    }

    private mutating func reset() {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        head = 0
        next = 0
        doneEntries = 0
        doneBytes = 0
        nextExpiry = .never
    }

    /// Gives back the room of an empty log.
    mutating func trim() {
        guard isEmpty else { return }
        entries = []
        bytes = []
    }
}
