import Base
import MQTT

extension Broker {
    /// Sends a packet that is no PUBLISH, unless it is larger than the client takes
    /// (MQTT-3.1.2-24).
    ///
    /// - Returns: whether it was sent.
    @discardableResult
    mutating func send(_ packet: Packet, to link: Int, into actions: inout [Action]) -> Bool {
        let limit = connections[link].maximumPacketSize
        if limit != .max, mutant != .ignoresMaximumPacketSize,
            packet.size(connections[link].version ?? .v5) > limit
        {
            return false
        }
        actions.append(.send(packet, Link(link)))
        return true
    }

    /// Sends a packet with a Reason String where 5.0 lets it have one and it fits, else without.
    ///
    /// CONNACK and DISCONNECT have one `evenIfUnwanted` (MQTT-3.1.2-29).
    mutating func explain(
        _ text: String?, evenIfUnwanted: Bool = false, on link: Int,
        into actions: inout [Action], _ packet: (Properties) -> Packet
    ) {
        if let text, configuration.reasonStrings, connections[link].version == .v5,
            connections[link].wantsReasons || evenIfUnwanted
        {
            let explained = packet(Properties([.reasonString(text)]))
            if send(explained, to: link, into: &actions) { return }
            if mutant == .hushesWhatIsTooLongToExplain { return }
        }
        send(packet(Properties()), to: link, into: &actions)
    }

    /// Sends a PUBLISH that is complete but for what depends on the connection.
    ///
    /// - Returns: false, with nothing sent, when it is larger than the client takes; it then counts
    ///   as delivered (MQTT-3.1.2-25).
    mutating func transmit(
        _ publish: consuming Publish, to link: Int, into actions: inout [Action]
    ) -> Bool {
        if connections[link].version == .v3_1_1 {
            if !publish.properties.isEmpty { publish.properties = Properties() }
        }
        let limit = connections[link].maximumPacketSize
        // An alias may make the packet smaller, but a first one makes it larger, and the next
        // connection may have none: the limit is held against the packet without.
        let size = limit == .max ? 0 : size(of: publish, on: link)
        if size > limit - 5, mutant != .ignoresMaximumPacketSize {
            guard size <= limit else {
                statistics.dropped.tooLarge += 1
                return false
            }
        } else if connections[link].ownAliasMaximum > 0 {
            shorten(&publish, on: link)
        }
        statistics.messagesSent += 1
        actions.append(.send(.publish(publish), Link(link)))
        return true
    }

    private func size(of publish: borrowing Publish, on link: Int) -> Int {
        if mutant == .measuresPayloadOnly {
            return publish.topic.utf8.count + publish.payload.count
        }
        return Packet.publish(copy publish).size(connections[link].version ?? .v5)
    }

    /// Uses or sets a Topic Alias: the first topics of a connection get one each.
    private mutating func shorten(_ publish: inout Publish, on link: Int) {
        let key = Exact(publish.topic)
        if let alias = connections[link].ownAliases[key] {
            publish.topic = ""
            publish.properties.list.append(.topicAlias(alias))
        } else if connections[link].ownAliases.count < connections[link].ownAliasMaximum {
            let alias = UInt16(connections[link].ownAliases.count + 1)
            connections[link].ownAliases[key] = alias
            publish.properties.list.append(.topicAlias(alias))
        }
    }
}
