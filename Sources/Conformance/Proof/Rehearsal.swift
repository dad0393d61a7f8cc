import Base
import MQTT
package import ReferenceBroker

/// Plays cases against the reference broker in the same process and in virtual time.
///
/// - Cost: some tens of microseconds a case, whatever time it lets pass.
package struct Rehearsal {
    private var broker: Broker
    private var play: Play
    private let mutant: Mutant?
    private var now = Instant.zero
    /// By number of the peer: its link, and what came on it and is no packet yet.
    private var links: [Link?] = []
    private var streams: [[UInt8]] = []
    private var fronts: [WebFront?] = []
    private var peers: [Int: Int] = [:]
    private var brokerActions: [Broker.Action] = []
    private var playActions: [Play.Action] = []

    /// What became of `subject` at a faithful broker, or at one with `mutant`.
    package static func play(_ subject: Case, mutant: Mutant? = nil) -> Outcome {
        var rehearsal = Rehearsal(subject, mutant)
        return rehearsal.run()
    }

    private init(_ subject: Case, _ mutant: Mutant?) {
        self.mutant = mutant
        broker = Broker(.rehearsal(of: subject.needs), mutant: mutant, seed: 7)
        play = Play(
            subject, topic: "rehearsal", clients: "rehearsal",
            restricted: Configuration.restrictedTopic)
    }

    private mutating func run() -> Outcome {
        play.begin(at: now, into: &playActions)
        let limit = Instant.zero + .seconds(3600)
        while true {
            carryOut()
            if let outcome = play.outcome { return outcome }
            let next = min(play.deadline, broker.deadline)
            guard next < limit else {
                play.giveUp(because: "an hour without one", at: now)
                return play.outcome!
            }
            now = max(now, next)
            // The broker acts at its deadline before anyone complains that it did not.
            if broker.deadline <= now { broker.tick(at: now, into: &brokerActions) }
            carryOutBroker()
            if play.deadline <= now { play.tick(at: now, into: &playActions) }
        }
    }

    private mutating func carryOut() {
        while !playActions.isEmpty {
            let actions = playActions
            playActions = []
            for action in actions {
                switch action {
                case .open(let peer): open(peer)
                case .openBare(let peer): open(peer, behind: WebFront(mutant))
                case .send(let bytes, let peer): take(bytes, from: peer)
                case .cut(let peer): cut(peer)
                }
                carryOutBroker()
            }
        }
    }

    private mutating func open(_ peer: Int, behind front: WebFront? = nil) {
        while links.count <= peer {
            links.append(nil)
            streams.append([])
            fronts.append(nil)
        }
        if links[peer] != nil { cut(peer) }
        // Each peer has its own, so that what a broker forgets to forget can show.
        var link = Link(peer)
        if broker.isOpen(link) {
            // A mutant that closed it does not know.
            broker.closed(link, at: now, into: &brokerActions)
            carryOutBroker()
            while broker.isOpen(link) { link = Link(link.number + 100) }
        }
        links[peer] = link
        streams[peer] = []
        fronts[peer] = front
        peers[link.number] = peer
        broker.opened(link, at: now)
        play.connected(peer, at: now, into: &playActions)
    }

    private mutating func cut(_ peer: Int) {
        guard let link = links[peer] else { return }
        links[peer] = nil
        peers[link.number] = nil
        broker.closed(link, at: now, into: &brokerActions)
        carryOutBroker()
    }

    /// Takes bytes of a connection, which may be those of a WebSocket.
    private mutating func take(_ bytes: [UInt8], from peer: Int) {
        guard fronts[peer] != nil else { return deliver(bytes, from: peer) }
        let payload = fronts[peer]!.take(bytes)
        let reply = fronts[peer]!.takeReply()
        if !payload.isEmpty { deliver(payload, from: peer) }
        if mutant == .losesStraddlers { streams[peer] = [] }
        if !reply.isEmpty, links[peer] != nil {
            play.receive(reply, on: peer, at: now, into: &playActions)
        }
        guard fronts[peer]!.isOver, links[peer] != nil else { return }
        cut(peer)
        play.closed(peer, at: now, into: &playActions)
    }

    private mutating func deliver(_ bytes: [UInt8], from peer: Int) {
        streams[peer] += bytes
        while let link = links[peer], broker.isOpen(link), !streams[peer].isEmpty {
            let limit = Int(Configuration.rehearsal.maximumPacketSize)
            do {
                guard let frame = try Frame.first(in: streams[peer], limit: limit) else {
                    if mutant == .losesPieces { streams[peer] = [] }
                    return
                }
                let whole = Array(streams[peer][..<frame.end])
                streams[peer].removeFirst(frame.end)
                let losesMates = mutant == .losesFrameMates && fronts[peer] != nil
                if mutant == .losesWhatIsMerged || losesMates { streams[peer] = [] }
                do {
                    let version = broker.version(of: link) ?? .v5
                    let packet = try Packet(decoding: whole, version: version)
                    broker.receive(packet, on: link, at: now, into: &brokerActions)
                } catch {
                    let kind = Packet.Kind(rawValue: frame.header >> 4)
                    if mutant?.forgives(error.fault, in: kind, of: whole) == true { continue }
                    broker.receive(error, on: link, at: now, into: &brokerActions)
                }
            } catch {
                let kind = Packet.Kind(rawValue: streams[peer][0] >> 4)
                let rest = streams[peer]
                streams[peer] = []
                if mutant?.forgives(error.fault, in: kind, of: rest) == true { return }
                broker.receive(error, on: link, at: now, into: &brokerActions)
            }
            carryOutBroker()
        }
    }

    private mutating func carryOutBroker() {
        let actions = brokerActions
        brokerActions = []
        for action in actions {
            switch action {
            case .send(let packet, let link):
                guard let peer = peers[link.number] else { continue }
                let version = broker.version(of: link) ?? .v5
                let bytes = mutant?.bytes(of: packet, version) ?? packet.encoded(version)
                guard !bytes.isEmpty else { continue }
                let wrapped = fronts[peer]?.wrapped(bytes) ?? bytes
                play.receive(wrapped, on: peer, at: now, into: &playActions)
            case .close(let link):
                guard let peer = peers.removeValue(forKey: link.number) else { continue }
                links[peer] = nil
                play.closed(peer, at: now, into: &playActions)
            case .serve: break
            }
        }
    }
}

extension Configuration {
    /// A broker that has something to exceed, and to tell.
    package static let rehearsal: Configuration = {
        var configuration = Configuration()
        configuration.maximumPacketSize = 1 << 16
        configuration.receiveMaximum = 20
        configuration.responseInformation = "answers"
        configuration.users = [User(name: "known", password: Array("known".utf8))]
        configuration.outgoingTopicAliases = 8
        configuration.challenges = true
        configuration.accessControl.rules = [.init(.deny, .write, filter: restrictedTopic)]
        return configuration
    }()

    /// What no client may publish to at such a broker.
    package static let restrictedTopic = "gale-restricted/topic"

    /// The same for cases that need it to lack something.
    static func rehearsal(of needs: Set<Capability>) -> Configuration {
        var configuration = rehearsal
        if needs.contains(.limitedQoS) { configuration.maximumQoS = .atLeastOnce }
        if needs.contains(.noRetain) { configuration.retainAvailable = false }
        if needs.contains(.serverKeepAlive) { configuration.serverKeepAlive = 2 }
        return configuration
    }
}
