package import Base
package import MQTT

extension ClientSession {
    /// Sends a message, or keeps it until it can be sent.
    ///
    /// - Cost: nothing is allocated once the buffers have their working size. QoS 0 is not kept;
    ///   QoS 1 and 2 are copied once.
    package mutating func publish(
        _ message: Message, at now: Instant, into out: inout Output
    ) -> PublishOutcome {
        if let refusal = refusal(of: message) { return .refused(refusal) }
        var frame = PublishFrame(message, version)
        if phase == .connected, !fit(&frame) { return .refused(.tooLarge) }
        guard message.qos != .atMostOnce else {
            guard phase == .connected else { return .refused(.offline) }
            write(frame, at: now, into: &out)
            return .sent
        }
        guard outbox.hasRoom(for: message) else { return .refused(.backlogFull) }
        guard phase == .connected, outbox.queued == 0, hasWindow, let id = takeID() else {
            return keep(message, at: now, into: &out)
        }
        outbox.append(message, at: now, waits: false)
        frame.id = id
        write(frame, at: now, into: &out)
        outbox.sent(outbox.entries.count - 1, id: id, at: now)
        out.steps.insert(.publishSent)
        return .sent
    }

    /// Lets a message wait, if it may.
    private mutating func keep(
        _ message: Message, at now: Instant, into out: inout Output
    ) -> PublishOutcome {
        expire(at: now, into: &out)
        guard outbox.queued < UInt32(settings.backlog) else {
            return .refused(phase == .connected || settings.backlog > 0 ? .backlogFull : .offline)
        }
        outbox.append(message, at: now, waits: true)
        return .queued
    }

    /// Gives up what waited too long.
    mutating func expire(at now: Instant, into out: inout Output) {
        outbox.expire(at: now) { entry in
            out.notices.append(.abandoned(Abandoned(entry, .expired)))
        }
    }

    /// Publishes a packet of the vocabulary; its identifier, DUP and Topic Alias are ignored.
    ///
    /// - Cost: allocates, so it is for messages that are few.
    package mutating func publish(
        _ publish: Publish, token: UInt64 = 0, due: Instant, at now: Instant,
        into out: inout Output
    ) -> PublishOutcome {
        guard TopicName.isValid(publish.topic) else { return .refused(.topicInvalid) }
        guard publish.properties.isEmpty || version == .v5,
            publish.properties.subscriptionIdentifiers.isEmpty,
            publish.properties.responseTopic.map(TopicName.isValid) != false
        else { return .refused(.propertiesInvalid) }
        guard publish.payload.count < PublishFrame.largest / 2 else { return .refused(.tooLarge) }
        var rest = publish
        rest.id = publish.qos == .atMostOnce ? nil : 1
        rest.properties.messageExpiryInterval = nil
        rest.properties.topicAlias = nil
        return Packet.publish(rest).encoded(version).withUnsafeBytes { frame in
            let layout = PublishLayout(frame, version: version)!
            let message = Message(
                topic: .init(rebasing: frame[layout.topic]),
                payload: .init(rebasing: frame[layout.payload]),
                qos: publish.qos, retain: publish.retain,
                properties: .init(rebasing: frame[layout.properties]),
                expiry: publish.properties.messageExpiryInterval, token: token, due: due)
            return self.publish(message, at: now, into: &out)
        }
    }

    /// Sends what waits, as far as the window reaches.
    mutating func flush(at now: Instant, into out: inout Output) {
        guard phase == .connected else { return }
        expire(at: now, into: &out)
        while hasWindow, Int(outbox.next) < outbox.entries.count {
            let index = Int(outbox.next)
            let entry = outbox.entries[index]
            guard entry.state == .queued || entry.state == .unsent else {
                outbox.next += 1
                continue
            }
            if let refusal = limits.refusal(qos: entry.qos, retain: entry.retain) {
                abandon(index, .refused(refusal), into: &out)
            } else if entry.state == .unsent {
                send(index, id: entry.id, dup: true, at: now, into: &out)
            } else if let id = takeID() {
                send(index, id: id, dup: false, at: now, into: &out)
            } else {
                return
            }
        }
    }

    /// Writes the message at `index` of the outbox, or gives it up if this server cannot take it.
    private mutating func send(
        _ index: Int, id: UInt16, dup: Bool, at now: Instant, into out: inout Output
    ) {
        let entry = outbox.entries[index]
        var expiry: UInt32?
        if entry.expiresAt != .never {
            // A message on its way does not expire (5.0 §4.3.3), so some time is always left.
            let left = max(entry.expiresAt.nanoseconds(since: now), 1)
            expiry = UInt32(clamping: (left - 1) / 1_000_000_000 + 1)
        }
        let bytes = outbox.bytes
        let written = bytes.withUnsafeBytes { all in
            var frame = PublishFrame(entry, entry.parts(in: all), version)
            frame.dup = dup
            frame.id = id
            frame.expiry = expiry
            guard fit(&frame) else { return false }
            write(frame, at: now, into: &out)
            return true
        }
        guard written else { return abandon(index, .refused(.tooLarge), into: &out) }
        if entry.sentAt == .never {
            out.notices.append(.left(token: entry.token, due: entry.due))
        }
        outbox.sent(index, id: id, at: now)
        out.steps.insert(.publishSent)
    }

    private mutating func abandon(_ index: Int, _ why: Abandoned.Why, into out: inout Output) {
        out.notices.append(.abandoned(Abandoned(outbox.entries[index], why)))
        outbox.next = UInt32(index) + 1
        outbox.finish(index)
    }

    /// Chooses the Topic Alias; false if the server takes no packet of this size.
    private func fit(_ frame: inout PublishFrame) -> Bool {
        let limit = min(Int(limits.maximumPacketSize), PublishFrame.largest)
        frame.alias = outgoingAliases.choose(for: frame.topic)
        if frame.size <= limit { return true }
        guard case .new = frame.alias else { return false }
        frame.alias = .none
        return frame.size <= limit
    }

    private mutating func write(
        _ frame: PublishFrame, at now: Instant, into out: inout Output
    ) {
        frame.write(into: &out)
        if case .new = frame.alias { outgoingAliases.assign(frame.topic) }
        keepAlive.sent(at: now)
    }

    /// Whether one more message of QoS 1 or 2 may be on its way.
    private var hasWindow: Bool {
        outbox.unacknowledged < UInt32(min(settings.window, limits.receiveMaximum))
    }

    /// A packet identifier that neither a message nor a request uses.
    mutating func takeID() -> UInt16? {
        if let id = ids.take() { return id }
        let inUse = requests.map(\.id) + outbox.entries.map(\.id)
        return ids.look(at: inUse) ? ids.take() : nil
    }

    private func refusal(of message: Message) -> Refusal? {
        guard Self.isTopicName(message.topic) else { return .topicInvalid }
        if !message.properties.isEmpty || message.expiry != nil {
            guard version == .v5, message.properties.count <= Int(UInt16.max) else {
                return .propertiesInvalid
            }
        }
        guard message.payload.count <= PublishFrame.largest else { return .tooLarge }
        return phase == .connected
            ? limits.refusal(qos: message.qos, retain: message.retain) : nil
    }

    /// Whether bytes that are UTF-8 may be a Topic Name (§4.7).
    private static func isTopicName(_ topic: UnsafeRawBufferPointer) -> Bool {
        guard !topic.isEmpty, topic.count <= Int(UInt16.max) else { return false }
        for byte in topic where byte == 0x23 || byte == 0x2B || byte == 0 { return false }
        return true
    }
}

extension Abandoned {
    init(_ entry: Outbox.Entry, _ why: Why) {
        self.init(
            why: why, qos: entry.qos, token: entry.token, due: entry.due,
            sentAt: entry.sentAt == .never ? nil : entry.sentAt)
    }
}
