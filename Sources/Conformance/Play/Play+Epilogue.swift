package import MQTT

extension Play {
    /// Removes from the broker what the case left there: sessions and retained messages.
    ///
    /// To be played once the case is over; what becomes of it says nothing. Nil where nothing is
    /// left.
    package var epilogue: Play? {
        guard !leftovers.isEmpty else { return nil }
        let cleaner: Peer = "cleaner"
        let ends = leftovers.peers.flatMap { peer -> [Move] in
            [.open(peer), .send(.connect(peer), peer), .expect(.connack(), peer), .leave(peer)]
        }
        let retained = leftovers.topics.sorted().map { topic in
            Move.send(.publish(topic, "", retain: true), cleaner)
        }
        let sweep = retained.isEmpty ? [] : [.join(cleaner)] + retained + [.leave(cleaner)]
        let subject = Case(
            id: "epilogue", title: "", version: subject.version, statements: [], level: .may,
            needs: [], given: [], then: ends + sweep, provedBy: [])
        return Play(subject, like: self)
    }
}

/// What a case has left at the broker so far.
struct Leftovers: Sendable {
    private(set) var peers: [Peer] = []
    private(set) var topics: Set<String> = []

    var isEmpty: Bool { peers.isEmpty && topics.isEmpty }

    mutating func note(_ packet: Packet, of peer: Peer) {
        switch packet {
        case .connect(let connect):
            let keeps = (connect.properties.sessionExpiryInterval ?? 0) > 0 || !connect.cleanStart
            if keeps, !peers.contains(peer) { peers.append(peer) }
            if let will = connect.will, will.retain { topics.insert(will.topic) }
        case .publish(let publish):
            if publish.retain, !publish.payload.isEmpty { topics.insert(publish.topic) }
        default: break
        }
    }
}

extension Case {
    /// Asks to be let in, and no more: to learn what a broker offers.
    package static func greeting(_ version: Version) -> Case {
        Case(
            id: "greeting", title: "The broker lets a client in", version: version, statements: [],
            level: .must, needs: [], given: [.join("client"), .leave("client")], then: [],
            provedBy: [])
    }
}

extension Play {
    /// Whether the connection `number` was asked for and does not stand yet.
    package func isOpening(_ number: Int) -> Bool { lines[number].state == .opening }
}
