import Base
import Devices
import MQTT

/// What a plan will do to a broker, before a socket opens.
///
/// - Error: sizes of packets are exact for the average payload; TCP/IP is an estimate; links that
///   are cut count as if they were up. Shadow documents that a service sends, TLS and probes are
///   left out.
package struct Prediction: Sendable {
    let plan: Plan
    let streams: [Stream]
    /// Bytes a second in both directions, once everyone is connected.
    package let steady: Traffic
    /// Bytes of the whole run, with what it takes to connect.
    package let whole: Traffic
    package let isEmbedded: Bool

    /// - Parameters:
    ///   - isEmbedded: whether the broker runs in this process, so that both ends of a connection
    ///     count.
    ///   - payloadBytes: the average payload of a fleet's message with this index.
    package init(
        _ plan: Plan, isEmbedded: Bool, payloadBytes: (FleetPlan, Int) -> Int
    ) {
        self.plan = plan
        self.isEmbedded = isEmbedded
        streams = Stream.all(of: plan, payloadBytes: payloadBytes)
        var steady = Traffic()
        var whole = Traffic()
        for stream in streams {
            steady += stream.traffic(of: stream.perSecond, first: 0)
            whole += stream.traffic(of: stream.total, first: Double(stream.topic.count))
        }
        for fleet in plan.fleets {
            guard !fleet.mustBeRefused else {
                whole += fleet.attempting()
                continue
            }
            steady += fleet.pings(seconds: 1)
            whole += fleet.pings(seconds: Presence(of: fleet, in: plan.phases).seconds)
            whole += fleet.connecting()
        }
        for application in plan.applications { whole += application.connecting() }
        self.steady = steady
        self.whole = whole
    }

    package var devices: Int { plan.fleets.reduce(0) { $0 + $1.count } }

    package var connections: Int { plan.applications.reduce(devices) { $0 + $1.count } }

    /// File descriptors that the run needs, with what loops, listeners and reports take.
    package var descriptors: Int {
        connections * (isEmbedded ? 2 : 1) + Self.ownDescriptors
    }

    /// File descriptors that are no connections.
    static let ownDescriptors = 64

    /// Of devices and applications, once everyone is connected.
    package var messagesPerSecond: Double { streams.reduce(0) { $0 + $1.perSecond } }

    /// Of all messages, to all subscribers, once everyone is connected.
    package var deliveriesPerSecond: Double {
        streams.reduce(0) { sum, stream in
            sum + stream.perSecond * stream.deliveries.reduce(0) { $0 + $1.copies }
        }
    }

    package var messages: Double { streams.reduce(0) { $0 + $1.total } }

    package var deliveries: Double {
        streams.reduce(0) { sum, stream in
            sum + stream.total * stream.deliveries.reduce(0) { $0 + $1.copies }
        }
    }
}

extension FleetPlan {
    /// What all devices spend on CONNECT, SUBSCRIBE and their answers.
    fileprivate func connecting() -> Traffic {
        let subscriptions = model.commands.map {
            Subscription(TopicTemplate($0.topic, of: self).example, qos: commandQoS)
        }
        return .connecting(connect, subscriptions, clients: count)
    }

    /// What all devices spend on one CONNECT each that is refused.
    fileprivate func attempting() -> Traffic { .attempting(connect, clients: count) }

    private var connect: Connect {
        var connect = client.connect(clientID: clientID.replacing("{id}", with: "\(firstID)"))
        if let will = model.will {
            connect.will = Will(
                topic: TopicTemplate(will.topic, of: self).example,
                payload: Array(will.payload.utf8), qos: QoS(rawValue: will.qos)!,
                retain: will.retain)
        }
        return connect
    }

    /// PINGREQ and PINGRESP of devices that would be silent for longer than the Keep Alive.
    fileprivate func pings(seconds: Double) -> Traffic {
        var traffic = Traffic()
        let silence = every.min()?.inSeconds ?? .infinity
        guard client.keepAlive > 0, silence > Double(client.keepAlive) else { return traffic }
        let pings = Double(count) * seconds / Double(client.keepAlive)
        traffic.enter(pings, .pingreq, client.version, to: .keepAlive)
        traffic.enter(pings, .pingresp, client.version, to: .keepAlive)
        return traffic
    }
}

extension ApplicationPlan {
    fileprivate func connecting() -> Traffic {
        .connecting(client.connect(clientID: name), subscriptions, clients: count)
    }
}

extension ClientPlan {
    fileprivate func connect(clientID: String) -> Connect {
        var connect = Connect(
            version: version, clientID: clientID, cleanStart: cleanStart, keepAlive: keepAlive,
            userName: userName, password: password.map { Array($0.utf8) })
        guard version == .v5 else { return connect }
        if sessionExpiry > 0 {
            connect.properties.list.append(.sessionExpiryInterval(sessionExpiry))
        }
        if receiveMaximum < .max { connect.properties.list.append(.receiveMaximum(receiveMaximum)) }
        if topicAliasMaximum > 0 {
            connect.properties.list.append(.topicAliasMaximum(topicAliasMaximum))
        }
        if let maximumPacketSize {
            connect.properties.list.append(.maximumPacketSize(maximumPacketSize))
        }
        return connect
    }
}

extension Traffic {
    /// CONNECT, SUBSCRIBE, their answers and DISCONNECT of clients that differ in their numbers.
    fileprivate static func connecting(
        _ connect: Connect, _ subscriptions: [Subscription], clients: Int
    ) -> Traffic {
        var traffic = attempting(connect, clients: clients)
        let (count, version) = (Double(clients), connect.version)
        traffic.enter(count, .disconnect(Disconnect()), version, to: .mqtt)
        guard !subscriptions.isEmpty else { return traffic }
        let reasons = [ReasonCode](repeating: .success, count: subscriptions.count)
        traffic.enter(count, .subscribe(Subscribe(id: 1, subscriptions)), version, to: .mqtt)
        traffic.enter(count, .suback(Suback(id: 1, reasons: reasons)), version, to: .mqtt)
        return traffic
    }

    /// CONNECT and its answer.
    fileprivate static func attempting(_ connect: Connect, clients: Int) -> Traffic {
        var traffic = Traffic()
        let (count, version) = (Double(clients), connect.version)
        traffic.enter(count, .connect(connect), version, to: .mqtt)
        traffic.enter(count, .connack(Connack()), version, to: .mqtt)
        // The handshakes of TCP: three segments to open, four to close.
        traffic.tcpIP += count * 7 * 52
        return traffic
    }
}
