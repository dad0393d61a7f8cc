import MQTT

/// What the texts of a case stand for in one run: its own topic level, its peers' identifiers.
struct Names: Sendable {
    /// One topic level of the case's own: letters and digits.
    let topic: String
    /// Begins each client identifier; at most 20 letters and digits.
    let clients: String
    /// The peers in the order in which they came.
    private(set) var peers: [Peer] = []
    var assigned = ""
    /// A topic that clients may not publish to.
    var restricted = ""
    var door = WebDoor()
    /// The User Name, with the password of the same letters, of a client that may come in: that of
    /// ``login`` where there is one.
    static let known = "known"
    /// For every CONNECT that names no user of its own.
    let login: Login?

    init(topic: String, clients: String, login: Login? = nil) {
        self.topic = topic
        self.clients = clients
        self.login = login
    }

    mutating func number(of peer: Peer) -> Int {
        if let index = peers.firstIndex(of: peer) { return index }
        peers.append(peer)
        return peers.count - 1
    }

    /// The client identifier of the peer so numbered.
    func clientID(_ number: Int) -> String { clients + String(number, radix: 36) }

    func fill(_ text: String) -> String {
        guard text.contains("{") else { return text }
        var text = text
        replace("{}", topic, in: &text)
        replace("{assigned}", assigned, in: &text)
        replace("{restricted}", restricted, in: &text)
        replace("{23}", clients + String(repeating: "z", count: 23 - clients.utf8.count), in: &text)
        for (index, peer) in peers.enumerated() {
            replace("{\(peer)}", clientID(index), in: &text)
        }
        return text
    }

    private func replace(_ mark: String, _ value: String, in text: inout String) {
        while let range = text.firstRange(of: mark) { text.replaceSubrange(range, with: value) }
    }

    func fill(_ property: Property) -> Property {
        if case .responseTopic(let topic) = property { return .responseTopic(fill(topic)) }
        return property
    }

    private func fill(_ properties: Properties) -> Properties {
        Properties(properties.list.map(fill))
    }

    func fill(_ packet: Packet, _ version: Version) -> Packet {
        switch packet {
        case .connect(var connect):
            connect.version = version
            // 3.1.1 keeps a session that it was not told to begin clean, and no other.
            let keeps = (connect.properties.sessionExpiryInterval ?? 0) > 0
            if version == .v3_1_1, keeps { connect.cleanStart = false }
            connect.clientID = fill(connect.clientID)
            connect.userName = connect.userName.map(fill)
            let isAnybody = connect.userName == nil && connect.password == nil
            if let login, isAnybody || connect.userName == Self.known {
                connect.userName = login.user
                connect.password = login.password
            }
            if var will = connect.will {
                will.topic = fill(will.topic)
                will.properties = fill(will.properties)
                connect.will = will
            }
            return .connect(connect)
        case .publish(var publish):
            publish.topic = fill(publish.topic)
            publish.properties = fill(publish.properties)
            return .publish(publish)
        case .subscribe(var subscribe):
            for index in subscribe.subscriptions.indices {
                let filter = fill(subscribe.subscriptions[index].filter)
                subscribe.subscriptions[index].filter = filter
            }
            return .subscribe(subscribe)
        case .unsubscribe(var unsubscribe):
            unsubscribe.filters = unsubscribe.filters.map(fill)
            return .unsubscribe(unsubscribe)
        default: return packet
        }
    }
}

/// With what clients prove themselves where a broker wants that.
package struct Login: Equatable, Sendable {
    package var user: String
    package var password: [UInt8]?

    package init(user: String, password: [UInt8]?) {
        self.user = user
        self.password = password
    }
}
