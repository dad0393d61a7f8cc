import Base
package import MQTT

/// A message for the application, as places in the frame that brought it.
package struct Arrival: Equatable, Sendable {
    /// Nil if a Topic Alias stands for the topic, which is then in ``Output/topic``.
    package var topic: Range<Int>?
    package var payload: Range<Int>
    /// Encoded, without their length; checked.
    package var properties: Range<Int>
    package var qos: QoS
    package var retain: Bool
    package var dup: Bool
}

extension ClientSession {
    /// Takes a PUBLISH as a value: a message for the application becomes a notice.
    mutating func receive(_ publish: Publish, at now: Instant, into out: inout Output) {
        var alias: UInt16?
        for property in publish.properties.list {
            if case .topicAlias(let number) = property { alias = number }
        }
        var publish = publish
        let named = publish.topic.isEmpty ? nil : publish.topic.utf8
        guard resolve(alias, named, into: &out) else { return }
        if named == nil { publish.topic = String(decoding: out.topic, as: UTF8.self) }
        if admit(publish.qos, publish.id ?? 0, at: now, into: &out) {
            out.notices.append(.message(publish))
        }
    }

    /// Finds the topic of an alias and puts it into `out.topic`, or keeps the alias of a topic.
    mutating func resolve(
        _ alias: UInt16?, _ topic: (some Collection<UInt8>)?, into out: inout Output
    ) -> Bool {
        guard let alias else {
            if topic != nil { return true }
            fail(Violation(.topicUnknown, in: .publish), into: &out)
            return false
        }
        guard incomingAliases.allows(alias) else {
            fail(Violation(.topicAliasOutOfRange, in: .publish), into: &out)
            return false
        }
        if let topic {
            incomingAliases.assign(alias, topic)
            return true
        }
        guard let known = incomingAliases[alias] else {
            fail(Violation(.topicUnknown, in: .publish), into: &out)
            return false
        }
        out.topic.removeAll(keepingCapacity: true)
        out.topic.append(contentsOf: known)
        return true
    }

    /// Answers a PUBLISH; true if its message is for the application.
    mutating func admit(
        _ qos: QoS, _ id: UInt16, at now: Instant, into out: inout Output
    ) -> Bool {
        guard qos != .atMostOnce else { return true }
        out.steps.insert(.publishReceived)
        if qos == .atLeastOnce {
            guard inbox.hasRoom else {
                fail(Violation(.receiveMaximumExceeded, in: .publish), into: &out)
                return false
            }
            reply(.puback, id, at: now, into: &out)
            return true
        }
        let verdict = inbox.receive(id)
        guard verdict != .tooMany else {
            fail(Violation(.receiveMaximumExceeded, in: .publish), into: &out)
            return false
        }
        reply(.pubrec, id, at: now, into: &out)
        return verdict == .new
    }
}
